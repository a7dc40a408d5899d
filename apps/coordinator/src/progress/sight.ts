import type { TrialSummary } from '@hypersweep/sweep'
import { paceMeter } from '../view/pace.ts'
import { declinesOf } from './declines-of.ts'
import type { ProgressOptions } from './progress.ts'

/** Sees how a sweep stands, of which lines and screens each show their part. */
export function sight({ store, sweep, total, engine, now = () => performance.now() / 1000 }: ProgressOptions) {
  const pace = paceMeter(sweep, total)
  return async (summaries: readonly TrialSummary[]) => {
    const control = await store.control(sweep.id)
    const declines = await declinesOf(store, sweep, { control, summaries })
    return { sweep, control, summaries, declines, total, engine: engine(), pace: pace(summaries, now()) }
  }
}
