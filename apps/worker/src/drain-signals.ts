export interface DrainSignals extends Disposable {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
  /** Which one that was. */
  readonly received: NodeJS.Signals | undefined
}

export interface DrainOptions {
  log: (line: string) => void
  /** Ends the process. */
  exit: (code: number) => void
  /** Where signals come from; the process, but in tests. */
  source?: Pick<NodeJS.EventEmitter, 'on' | 'off'>
  /** How long a drain may take. */
  deadlineMs?: number
}

/**
 * The first Ctrl-C or SIGTERM asks for a drain, a second of the same kind ends the process at once.
 *
 * Of the same kind: a terminal sends Ctrl-C to the parent too, which passes it on as SIGTERM, and that is one wish.
 */
export function drainSignals({ log, exit, source = process, deadlineMs = 20_000 }: DrainOptions): DrainSignals {
  const drain = new AbortController()
  const seen = new Set<NodeJS.Signals>()
  let deadline: NodeJS.Timeout | undefined
  const onSignal = (name: NodeJS.Signals) => {
    if (seen.has(name)) return exit(130)
    seen.add(name)
    if (drain.signal.aborted) return
    log('draining: running trials are checkpointed and given back; once more stops at once')
    deadline = setTimeout(() => {
      log(`not drained within ${deadlineMs / 1000} seconds; what is left goes on from its last checkpoint`)
      exit(1)
    }, deadlineMs)
    deadline.unref()
    drain.abort()
  }
  for (const name of SIGNALS) source.on(name, onSignal)
  return {
    signal: drain.signal,
    get received() {
      return [...seen][0]
    },
    [Symbol.dispose]() {
      clearTimeout(deadline)
      for (const name of SIGNALS) source.off(name, onSignal)
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
