import { type Dataset, decodeCheckpoint, type Kernels, modelFromCheckpoint, predict } from '@hypersweep/core'
import { encodeProbabilities, probabilitiesIdentity } from '../checkpoints/probabilities-file.ts'

/** What a thread needs to say what a network makes of the validation rows; plain data and shared memory. */
export interface ValidateJob {
  /** Encoded. */
  checkpoint: Uint8Array
  data: Dataset
}

/**
 * What a checkpoint's network makes of the validation rows, as a file.
 *
 * @throws CoreError CHECKPOINT_… for a checkpoint that is broken
 */
export function validate({ checkpoint, data }: ValidateJob, kernels: Kernels): Uint8Array<ArrayBuffer> {
  const network = decodeCheckpoint(checkpoint)
  const model = modelFromCheckpoint(network, kernels)
  const probabilities = predict(model, data.features, { rows: data.validation })
  return encodeProbabilities({ ...probabilitiesIdentity(network, data), probabilities })
}
