import type { SweepRecord, SweepStore, TrialSummary } from '@hypersweep/sweep'
import type { Screen } from '../screen.ts'

/**
 * How a watch ends. `ended`: no trial is open. `stopped`: a signal stopped the work. `left`: only the watch is over.
 * `failed`: something is broken.
 */
export type Outcome = 'ended' | 'stopped' | 'left' | 'failed'

/** Shows a sweep while it runs, in one way or another. */
export interface Progress {
  show(summaries: readonly TrialSummary[]): Promise<void>
  /** A line that stays. */
  say(line: string): void
  /** Nothing is shown any more. */
  close(outcome: Outcome): void
}

export interface ProgressOptions {
  /** Where people read. */
  screen: Screen
  store: SweepStore
  sweep: SweepRecord
  /** How many trials the sweep has, also those not added yet. */
  total: number
  /** What trains, asked each time: `2 threads`. */
  engine: () => string
  /** Seconds on a clock that never goes back. */
  now?: () => number
}
