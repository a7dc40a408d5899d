/** What asks a command to end. */
export type Wish = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'closed'

export interface Interrupts {
  /**
   * Calls `handler` for the first wish, and for each later one of somebody who cannot wait, until disposed. Of several
   * handlers only the newest hears.
   */
  on(handler: (wish: Wish) => void): Disposable
  /** Nobody reads the results any more: a wish of its own. False where no handler heard it. */
  closed(): boolean
}

export interface InterruptOptions {
  /** Where signals come from; the process, but in tests. */
  source?: Pick<NodeJS.EventEmitter, 'on' | 'off'>
  /** Whether a closed terminal is none of our business. */
  ignoresHangup?: boolean
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/**
 * What comes within this time is one wish. A terminal sends Ctrl-C to the whole process group, and some launchers pass
 * their own on: `pnpm exec` of pnpm 9 a SIGTERM after 1 ms, and a launcher that leaves first, as yarn 1, a SIGHUP after
 * 19 ms (idle machine; npm 6 to 11 and pnpm 10 to 12 pass nothing on). Nobody means two within half a second.
 */
const ONE_WISH_MS = 500

/** Listens only while there is a handler: without one, signals end the process as they always do. */
export function interrupts({ source = process, ignoresHangup = false, now }: InterruptOptions = {}): Interrupts {
  const handlers: ((wish: Wish) => void)[] = []
  return {
    on(handler) {
      const wished = oncePerWish(handler, now)
      const listeners = SIGNALS.map((signal) => {
        const isHeard = () => handlers.at(-1) === wished && !(signal === 'SIGHUP' && ignoresHangup)
        return { signal, listener: () => isHeard() && wished(signal) }
      })
      handlers.push(wished)
      for (const { signal, listener } of listeners) source.on(signal, listener)
      return {
        [Symbol.dispose]() {
          handlers.splice(handlers.indexOf(wished), 1)
          for (const { signal, listener } of listeners) source.off(signal, listener)
        },
      }
    },
    closed() {
      handlers.at(-1)?.('closed')
      return handlers.length > 0
    },
  }
}

function oncePerWish(handler: (wish: Wish) => void, now = () => performance.now()): (wish: Wish) => void {
  let heardAt: number | undefined
  return (wish) => {
    const isFirst = heardAt === undefined
    // Who closes a terminal or a pipe is not waiting for anything.
    if (!isFirst && (wish === 'SIGHUP' || wish === 'closed')) return
    if (!isFirst && now() - heardAt! < ONE_WISH_MS) return
    heardAt = now()
    handler(wish)
  }
}
