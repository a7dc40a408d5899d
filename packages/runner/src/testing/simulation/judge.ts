import { isEnded, type SweepStore, type TrialId } from '@hypersweep/sweep'

/** Looks at a sweep from outside, and writes down what breaks a promise. */
export interface Judge {
  /** The store, whose every answer is looked at. */
  store: SweepStore
  /** Told when a thread begins to compute for a trial, by its seed, and when it has stopped to. */
  compute(job: { seed: number }, isComputing: boolean): void
  readonly violations: readonly string[]
  readonly staleRefused: number
}

export function judge(inner: SweepStore): Judge {
  const ended = new Set<TrialId>()
  const computing = new Map<number, number>()
  const violations: string[] = []
  let staleRefused = 0
  const fenced = async <Reply extends { status: string }>(trial: TrialId, write: () => Promise<Reply>) => {
    // Asked in one breath: a store in memory answers each at once, so that no other's write comes in between.
    const [before, reply, after] = await Promise.all([inner.trial(trial), write(), inner.trial(trial)])
    if (reply.status === 'stale') staleRefused += 1
    if (reply.status === 'stale' && JSON.stringify(before) !== JSON.stringify(after)) {
      violations.push(`a stale write changed ${trial}`)
    }
    if (before && after && isEnded(after) && !isEnded(before)) {
      if (ended.has(trial)) violations.push(`${trial} ended twice`)
      ended.add(trial)
    }
    return reply
  }
  return {
    store: {
      ...inner,
      renew: (claim) => fenced(claim.trial, () => inner.renew(claim)),
      report: (claim, report, extra) => fenced(claim.trial, () => inner.report(claim, report, extra)),
      release: (claim, setback) => fenced(claim.trial, () => inner.release(claim, setback)),
      finish: (claim, end) => fenced(claim.trial, () => inner.finish(claim, end)),
    },
    // A lease is given up before another worker can have it.
    compute({ seed }, isComputing) {
      const threads = (computing.get(seed) ?? 0) + (isComputing ? 1 : -1)
      computing.set(seed, threads)
      if (threads > 1) violations.push(`two threads train trial ${seed} at ${Math.round(performance.now())} ms`)
    },
    violations,
    get staleRefused() {
      return staleRefused
    },
  }
}
