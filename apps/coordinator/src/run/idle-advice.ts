import { isEnded, type TrialSummary } from '@hypersweep/sweep'

export interface IdleAdviceOptions {
  say: (line: string) => void
  /** What to do about it. */
  advice: string
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
}

/** Time for a worker to start, and for one that drains to be replaced. */
const PATIENCE_MS = 10_000

/** Says what to do when trials wait and nobody trains: once, and once more after somebody has. */
export function idleAdvice({ say, advice, now = () => performance.now() }: IdleAdviceOptions) {
  let idleSince: number | undefined
  let isSaid = false
  return (summaries: readonly TrialSummary[]): void => {
    const isIdle = summaries.every(({ state }) => state.status !== 'running') && !summaries.every(isEnded)
    if (!isIdle) {
      idleSince = undefined
      isSaid = false
      return
    }
    idleSince ??= now()
    if (isSaid || now() - idleSince < PATIENCE_MS) return
    isSaid = true
    say(`No worker trains. ${advice}`)
  }
}
