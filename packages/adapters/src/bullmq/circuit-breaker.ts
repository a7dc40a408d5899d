/** What a failure did: the first of a second, one of several, or the one that was too many. */
export type Failure = 'first' | 'more' | 'opened'

/** Whether to go on asking somebody who only answers with errors. Knows no timers: it is told what happened. */
export interface CircuitBreaker {
  readonly isOpen: boolean
  /** How long to wait, while it is open, until the next probe. */
  readonly probeMs: number
  failed(): Failure
  /** What a probe has shown: it closes, or waits twice as long for the next one. */
  probed(isWell: boolean): void
}

export interface CircuitBreakerOptions {
  /** A clock in milliseconds that never goes back. */
  now?: () => number
  /** It opens with one failure more within `windowMs`. */
  bearable?: number
  windowMs?: number
  /** Probes come after 1, 2, 4 ... 30 s. */
  firstProbeMs?: number
  lastProbeMs?: number
}

/** Closed, open after more failures than are bearable, closed again after a probe that went well. */
export function circuitBreaker({
  now = () => performance.now(),
  bearable = 5,
  windowMs = 1000,
  firstProbeMs = 1000,
  lastProbeMs = 30_000,
}: CircuitBreakerOptions = {}): CircuitBreaker {
  let [isOpen, probeMs, closedAt] = [false, firstProbeMs, Number.NEGATIVE_INFINITY]
  let failures: number[] = []
  const waitLonger = () => {
    probeMs = Math.min(probeMs * 2, lastProbeMs)
  }
  return {
    get isOpen() {
      return isOpen
    },
    get probeMs() {
      return probeMs
    },
    failed() {
      if (isOpen) return 'more'
      const moment = now()
      failures = [...failures.filter((each) => each > moment - windowMs), moment]
      if (failures.length <= bearable) return failures.length === 1 ? 'first' : 'more'
      ;[isOpen, failures] = [true, []]
      // A probe may go well where the work does not: then each round waits longer too.
      if (moment - closedAt < probeMs) waitLonger()
      else probeMs = firstProbeMs
      return 'opened'
    },
    probed(isWell) {
      if (isWell) [isOpen, closedAt] = [false, now()]
      else waitLonger()
    },
  }
}
