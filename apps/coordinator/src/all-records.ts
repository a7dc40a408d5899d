import type { SweepStore, TrialRecord } from '@hypersweep/sweep'

const AT_ONCE = 64

/** Every trial of a sweep with its curve, by number. */
export async function allRecords({ store }: { store: SweepStore }, sweepId: string): Promise<TrialRecord[]> {
  const summaries = await store.summaries(sweepId)
  const records: TrialRecord[] = []
  for (let from = 0; from < summaries.length; from += AT_ONCE) {
    const some = await Promise.all(summaries.slice(from, from + AT_ONCE).map((trial) => store.trial(trial.id)))
    records.push(...some.filter((record) => record !== undefined))
  }
  return records
}
