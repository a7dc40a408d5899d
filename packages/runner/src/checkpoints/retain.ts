import {
  type CheckpointRef,
  type CheckpointStore,
  givenUp,
  type SweepRecord,
  type SweepStore,
  type TrialId,
  type TrialSummary,
} from '@hypersweep/sweep'

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
 * Removes what the sweep's `checkpoints` give up: of each trial what `keep` does not name, and all of a complete trial
 * that is not among the `top_k` best. Returns how many went: none while the sweep is pinned.
 *
 * For the driver alone: nobody else deletes, and nobody needs to, so two drivers at once do no harm. Whoever pins a sweep
 * and then reads its summaries finds all that these keep, since what may go is decided before it is asked for pins.
 */
export async function retain({ store, checkpoints, sweep, seen = new Map() }: RetainOptions): Promise<number> {
  const changed = await changedTrials({ store, sweep, seen })
  if (changed.size === 0) return 0
  const listed = new Map<TrialId, CheckpointRef[]>()
  await manyAtOnce([...changed.keys()], async (id) => listed.set(id, await checkpoints.list(id)))
  const removable = removableOf(sweep, listed, await store.summaries(sweep.id))
  if (removable.length > 0 && (await checkpoints.pinned(sweep.id))) return 0
  await manyAtOnce(removable, ({ trial, ref }) => checkpoints.remove(trial, ref))
  for (const [id, progress] of changed) seen.set(id, progress)
  return removable.length
}

const AT_ONCE = 32

/** One by one, each would be waited for: on a store far away for minutes, and on a disk for half as much again of the processor. */
async function manyAtOnce<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map(work))
  }
}

export interface Removable {
  trial: TrialId
  ref: CheckpointRef
  /** Of a complete trial that is not among the best; else what came after it made it needless. */
  isGivenUp: boolean
}

/** What the sweep's `checkpoints` give up of what was `listed` before the summaries were read. */
export function removableOf(
  sweep: SweepRecord,
  listed: ReadonlyMap<TrialId, readonly CheckpointRef[]>,
  summaries: readonly TrialSummary[],
): Removable[] {
  const gone = givenUp(summaries, sweep.spec)
  return summaries.flatMap((trial) => {
    const refs = listed.get(trial.id) ?? []
    const isGivenUp = gone.has(trial.id)
    return (isGivenUp ? refs : unkept(refs, trial, sweep)).map((ref) => ({ trial: trial.id, ref, isGivenUp }))
  })
}

/** What `checkpoints.keep` does not name. */
function unkept(refs: readonly CheckpointRef[], trial: TrialSummary, { spec }: SweepRecord): CheckpointRef[] {
  return spec.checkpoints.keep === 'all' ? [] : prunable(refs, trial)
}

/** The trials that may have something to remove since they were last seen, each with how far it is now. */
async function changedTrials({ store, sweep, seen }: Required<Omit<RetainOptions, 'checkpoints'>>) {
  const summaries = await store.summaries(sweep.id)
  const gone = givenUp(summaries, sweep.spec)
  const changed = new Map<TrialId, string>()
  for (const trial of summaries) {
    const isGone = gone.has(trial.id)
    const progress = `${trial.claims}/${trial.epoch}/${trial.state.status}/${isGone}`
    if (!isGone && sweep.spec.checkpoints.keep === 'all') continue
    if (seen.get(trial.id) !== progress) changed.set(trial.id, progress)
  }
  return changed
}
