/** What asks a worker to leave: a signal, or a parent that has gone. */
export type DrainWish = 'SIGINT' | (typeof FROM_PARENT)[number]

export interface DrainSignals extends Disposable {
  /** Aborted by the first wish. */
  readonly signal: AbortSignal
  /** Which one that was. */
  readonly received: DrainWish | undefined
}

export interface DrainOptions {
  log: (line: string) => void
  /** Ends the process. */
  exit: (code: number) => void
  /** Whether a parent decides, which hears what a terminal sends to all, asks by SIGTERM and ends at once by SIGKILL. */
  isSupervised?: boolean
  /** Where wishes come from; the process, but in tests. */
  source?: Pick<NodeJS.EventEmitter, 'on' | 'off'>
  /** How long a drain may take. */
  deadlineMs?: number
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
}

const FROM_PARENT = ['SIGTERM', 'disconnect'] as const
/** What a terminal sends to every process of a command. */
const FROM_TERMINAL = ['SIGINT', 'SIGHUP'] as const
/** A launcher may pass on the Ctrl-C that the terminal has sent to all: nobody means two within half a second. */
const ONE_WISH_MS = 500

/**
 * The first Ctrl-C or SIGTERM asks for a drain, a second of the same kind ends the process at once.
 *
 * Of the same kind: a launcher that hears the same Ctrl-C may pass it on as SIGTERM, and that is one wish. A supervised
 * process is asked by its parent alone, and as often as that likes.
 */
export function drainSignals(options: DrainOptions): DrainSignals {
  const { log, exit, isSupervised = false, source = process, deadlineMs = 20_000, now = monotonic } = options
  const drain = new AbortController()
  const seen = new Map<DrainWish, number>()
  let deadline: NodeJS.Timeout | undefined
  const onWish = (wish: DrainWish) => {
    const seenAt = seen.get(wish)
    if (seenAt !== undefined) return isSupervised || now() - seenAt < ONE_WISH_MS ? undefined : exit(130)
    seen.set(wish, now())
    if (drain.signal.aborted) return
    log('draining: running trials are checkpointed and given back; once more stops at once')
    deadline = setTimeout(() => {
      log(`not drained within ${deadlineMs / 1000} seconds; what is left goes on from its last checkpoint`)
      exit(1)
    }, deadlineMs)
    deadline.unref()
    drain.abort()
  }
  const wishes = isSupervised ? FROM_PARENT : (['SIGINT', ...FROM_PARENT] as const)
  const listeners = [
    ...wishes.map((event) => ({ event, listener: () => onWish(event) })),
    ...(isSupervised ? FROM_TERMINAL : []).map((event) => ({ event, listener: () => undefined })),
  ]
  for (const { event, listener } of listeners) source.on(event, listener)
  return {
    signal: drain.signal,
    get received() {
      return [...seen.keys()][0]
    },
    [Symbol.dispose]() {
      clearTimeout(deadline)
      for (const { event, listener } of listeners) source.off(event, listener)
    },
  }
}

function monotonic(): number {
  return performance.now()
}
