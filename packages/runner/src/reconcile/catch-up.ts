import {
  type Advance,
  behind,
  type CheckpointStore,
  lastStage,
  type SweepRecord,
  type SweepStore,
  type TrialId,
  type TrialSummary,
} from '@hypersweep/sweep'
import { dependsOnEpochs } from '../checkpoints/depends-on-epochs.ts'
import { trialIdentity } from '../checkpoints/trial-identity.ts'

/** How a trial comes up to a sweep that has more epochs than when it was trained. */
export type Course =
  /** It goes on after this epoch, by its last checkpoint. */
  | { kind: 'continued'; after: number }
  /** It is trained from its first epoch, for its schedule is another one over more epochs. */
  | { kind: 'anew'; schedule: string }
  /** It is trained from its first epoch, with the same metrics, for no checkpoint of it is left. */
  | { kind: 'again' }
  /** Nothing changes: it had not begun, or what ended it was not the number of epochs. */
  | { kind: 'unchanged' }

export interface CatchUpOptions {
  store: SweepStore
  checkpoints: CheckpointStore
  sweep: SweepRecord
}

/** What `catchUp` will come to for each trial that is behind. */
export async function courses(
  { checkpoints, sweep }: Pick<CatchUpOptions, 'checkpoints' | 'sweep'>,
  summaries: readonly TrialSummary[],
): Promise<Course[]> {
  return Promise.all(behind(sweep.spec, summaries).map((trial) => courseOf(checkpoints, sweep, trial)))
}

async function courseOf(checkpoints: CheckpointStore, sweep: SweepRecord, trial: TrialSummary): Promise<Course> {
  const schedule = dependentSchedule(sweep, trial)
  const { ended } = advanceOf(sweep, trial, schedule)
  const isOver = trial.state.status === 'failed' && ended === 'keep'
  if (isOver || trial.epoch === 0) return { kind: 'unchanged' }
  if (schedule !== undefined) return { kind: 'anew', schedule }
  const last = (await checkpoints.list(trial.id)).at(-1)
  return last === undefined ? { kind: 'again' } : { kind: 'continued', after: last.epoch }
}

/**
 * Brings every trial that is behind to the last stage of its sweep, and says how many there were. Complete ones wait
 * again. What they reported stays where it holds for more epochs too; else it goes, and their checkpoints before it, so
 * that none is taken for one of the new training. A trial that failed stays so, and is tried again under the new stage;
 * one that diverged under a schedule that is another one now is trained anew.
 *
 * Cut short at any moment, it is finished by the next call.
 */
export async function catchUp(
  { store, checkpoints, sweep }: CatchUpOptions,
  summaries: readonly TrialSummary[],
): Promise<number> {
  const trials = behind(sweep.spec, summaries)
  if (trials.length === 0) return 0
  const isPinned = await checkpoints.pinned(sweep.id)
  const advanced = async (trial: TrialSummary) => {
    const advance = advanceOf(sweep, trial, dependentSchedule(sweep, trial))
    if (advance.reports === 'drop') await forget(trial.id, checkpoints, isPinned)
    await store.advance(trial.id, advance)
  }
  for (let start = 0; start < trials.length; start += AT_ONCE) {
    await Promise.all(trials.slice(start, start + AT_ONCE).map(advanced))
  }
  return trials.length
}

const AT_ONCE = 64

/**
 * Takes away what was kept of a training that counts no more. Whoever reads checkpoints now has to find them: then the
 * worker that meets one sets it aside. Probabilities do not say of which schedule they are; empty ones are none.
 */
async function forget(trial: TrialId, checkpoints: CheckpointStore, isPinned: boolean): Promise<void> {
  if (isPinned) await checkpoints.saveProbabilities(trial, new Uint8Array())
  else await checkpoints.removeTrial(trial)
}

function advanceOf(sweep: SweepRecord, trial: TrialSummary, schedule: string | undefined): Advance {
  const isOther = schedule !== undefined
  const { state } = trial
  const isReached = state.status === 'complete' || (isOther && state.status === 'failed' && state.reason === 'diverged')
  return {
    stage: lastStage(sweep.spec),
    reports: isOther ? 'drop' : 'keep',
    ended: isReached ? 'reopen' : 'keep',
  }
}

/** The name of a schedule that more epochs make another one; none for params that make no network either. */
function dependentSchedule(sweep: SweepRecord, trial: TrialSummary): string | undefined {
  try {
    const { spec } = trialIdentity(sweep, { ...trial, stage: lastStage(sweep.spec) })
    return dependsOnEpochs(spec) ? spec.schedule.schedule : undefined
  } catch {
    return undefined
  }
}
