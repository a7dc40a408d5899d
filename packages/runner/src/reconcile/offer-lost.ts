import { isEnded, type SweepStore, type TrialId, type TrialQueue, type TrialSummary } from '@hypersweep/sweep'

export interface OfferLostOptions {
  store: SweepStore
  queue: TrialQueue
  /** What the queue knew, asked before the summaries: what ended in between is then known, never lost. */
  known: ReadonlySet<TrialId>
  summaries: readonly TrialSummary[]
}

/** Trials offered at once. */
const CHUNK = 500

/**
 * Offers every unfinished trial that the queue does not know, under a new generation: a queue may take an old one for
 * done. Any number of callers do no harm: a trial that is offered twice is claimed once.
 */
export async function offerLost({ store, queue, known, summaries }: OfferLostOptions): Promise<number> {
  const lost = summaries.filter((trial) => !isEnded(trial) && !known.has(trial.id))
  for (let start = 0; start < lost.length; start += CHUNK) {
    await offerAnew({ store, queue }, lost.slice(start, start + CHUNK))
  }
  return lost.length
}

/** Offers trials under the generation after the one that they are known to have. */
export async function offerAnew(
  { store, queue }: Pick<OfferLostOptions, 'store' | 'queue'>,
  trials: readonly { id: TrialId; generation: number }[],
): Promise<void> {
  const offers = trials.map(async ({ id, generation }) => ({
    trial: id,
    generation: await store.raiseGeneration(id, generation),
  }))
  await queue.offer(await Promise.all(offers))
}
