import type { CheckpointRef, CheckpointStore, SweepRecord, SweepStore, TrialId, TrialSummary } from '@hypersweep/sweep'

/**
 * Which checkpoints of a trial may go: all but the last two and the scored epoch's.
 *
 * A trial goes on from its last checkpoint, and from the one before where that is broken. Where the store knows no epoch
 * (it may have lost some) nothing goes. `refs` must have been listed before the summary was read: an epoch is saved
 * first and reported second, so the scored epoch is then either among `refs` and kept, or newer than all of them.
 *
 * @param refs  in ascending order, as a CheckpointStore lists them
 */
export function prunable(refs: readonly CheckpointRef[], { best }: Pick<TrialSummary, 'best'>): CheckpointRef[] {
  if (best === undefined) return []
  return refs.slice(0, -2).filter(({ epoch, step }) => epoch !== best.epoch || step !== 0)
}

export interface RetainOptions {
  store: SweepStore
  checkpoints: CheckpointStore
  sweep: SweepRecord
  /** Which state of each trial was seen by an earlier call with the same map; such trials are not looked at again. */
  seen?: Map<TrialId, string>
}

/**
 * Removes what the sweep's `checkpoints.keep` gives up; returns how many went.
 *
 * For the driver alone: nobody else deletes, and nobody needs to, so two drivers at once do no harm.
 */
export async function retain({ store, checkpoints, sweep, seen = new Map() }: RetainOptions): Promise<number> {
  if (sweep.spec.checkpoints.keep === 'all') return 0
  const changed = (await store.summaries(sweep.id)).filter((trial) => seen.get(trial.id) !== progressOf(trial))
  if (changed.length === 0) return 0
  const listed = new Map<TrialId, CheckpointRef[]>()
  for (const { id } of changed) listed.set(id, await checkpoints.list(id))
  let removed = 0
  for (const trial of await store.summaries(sweep.id)) {
    for (const ref of prunable(listed.get(trial.id) ?? [], trial)) {
      await checkpoints.remove(trial.id, ref)
      removed += 1
    }
  }
  for (const trial of changed) seen.set(trial.id, progressOf(trial))
  return removed
}

function progressOf({ epoch, claims, state }: TrialSummary): string {
  return `${claims}/${epoch}/${state.status}`
}
