import type { Dataset } from '@hypersweep/core'
import type { CheckpointStore, SweepRecord, TrialSummary } from '@hypersweep/sweep'
import { decodeProbabilities, probabilitiesIdentity } from './probabilities-file.ts'
import { trialIdentity } from './trial-identity.ts'

export interface StoredOptions {
  checkpoints: CheckpointStore
  sweep: SweepRecord
  trial: TrialSummary
  dataset: Dataset
}

/**
 * What the network of a trial's scored epoch makes of the validation rows, [rows, classes], as it was kept when the trial
 * ended; nothing where it was not, or is broken or of another epoch, data or numeric code.
 */
export async function storedProbabilities(options: StoredOptions): Promise<Float32Array | undefined> {
  const { checkpoints, sweep, trial, dataset } = options
  const bytes = trial.best && (await checkpoints.loadProbabilities(trial.id))
  if (!trial.best || !bytes) return undefined
  const network = { ...trialIdentity(sweep, trial), epoch: trial.best.epoch, data: dataset }
  return decodeProbabilities(bytes, probabilitiesIdentity(network, dataset))
}
