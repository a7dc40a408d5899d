import { type Control, isEndedForGood, type SweepRecord } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'
import { leaveToTheLiving } from './leave-to-the-living.ts'

/** What came of it. */
export type Held = { status: 'ended'; trials: number } | { status: 'held'; running: number; others: number }

/**
 * Pauses, stops or cancels a sweep. One that has ended is left as it is: what it may get later must run.
 *
 * `others` counts the trials that wait or are cancelled.
 */
export async function holdSweep(engine: Engine, sweep: SweepRecord, control: Exclude<Control, 'run'>): Promise<Held> {
  const { store } = engine
  const before = await store.summaries(sweep.id)
  if (before.length > 0 && before.every(isEndedForGood)) return { status: 'ended', trials: before.length }
  await store.setControl(sweep.id, control)
  await leaveToTheLiving(engine, sweep)
  const after = await store.summaries(sweep.id)
  const running = after.filter((trial) => trial.state.status === 'running').length
  const others = after.filter(({ state }) => state.status === 'waiting' || state.status === 'cancelled').length
  return { status: 'held', running, others }
}
