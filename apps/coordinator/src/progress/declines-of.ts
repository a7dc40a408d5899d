import type { Control, Decline, SweepRecord, SweepStore, TrialSummary } from '@hypersweep/sweep'

/** Who leaves a sweep's trials to others, where some wait, may be taken, and none is trained; else that matters to nobody. */
export async function declinesOf(
  store: SweepStore,
  { id }: SweepRecord,
  { control, summaries }: { control: Control; summaries: readonly TrialSummary[] },
): Promise<readonly Decline[]> {
  const has = (status: TrialSummary['state']['status']) => summaries.some(({ state }) => state.status === status)
  return control === 'run' && has('waiting') && !has('running') ? store.declines(id) : []
}
