/** What asks a command to end. */
type Wish = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'closed'

export interface Interrupts {
  /** Calls `handler` for the first wish, and for each later one of somebody who cannot wait, until disposed. */
  on(handler: () => void): Disposable
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
  const handlers = new Set<(wish: Wish) => void>()
  return {
    on(handler) {
      const wished = oncePerWish(handler, now)
      const listeners = SIGNALS.map((signal) => {
        return { signal, listener: () => (signal === 'SIGHUP' && ignoresHangup ? undefined : wished(signal)) }
      })
      handlers.add(wished)
      for (const { signal, listener } of listeners) source.on(signal, listener)
      return {
        [Symbol.dispose]() {
          handlers.delete(wished)
          for (const { signal, listener } of listeners) source.off(signal, listener)
        },
      }
    },
    closed() {
      for (const handler of handlers) handler('closed')
      return handlers.size > 0
    },
  }
}

function oncePerWish(handler: () => void, now = () => performance.now()): (wish: Wish) => void {
  let heardAt: number | undefined
  return (wish) => {
    const isFirst = heardAt === undefined
    // Who closes a terminal or a pipe is not waiting for anything.
    if (!isFirst && (wish === 'SIGHUP' || wish === 'closed')) return
    if (!isFirst && now() - heardAt! < ONE_WISH_MS) return
    heardAt = now()
    handler()
  }
}
