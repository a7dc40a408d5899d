import type { SweepStore, TrialQueue } from '@hypersweep/sweep'
import { offerAnew } from '../reconcile/offer-lost.ts'
import type { ClaimUnderWay } from '../trial/under-way.ts'

/**
 * Gives back what a dead process was training, at once: nobody need wait for its leases. Each of its trials is set back
 * by a crash; those that are not to blame go on elsewhere, come to a new epoch, and are clear.
 */
export async function giveBack(
  { store, queue }: { store: SweepStore; queue: TrialQueue },
  claims: readonly ClaimUnderWay[],
  lastWords: string,
): Promise<void> {
  for (const { trial, generation, ...claim } of claims) {
    const reply = await store.release({ trial, ...claim }, { text: lastWords, crashes: 1 })
    if (reply.status === 'accepted') await offerAnew({ store, queue }, [{ id: trial, generation }])
  }
}
