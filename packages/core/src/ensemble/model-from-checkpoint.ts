import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { copyIn } from '../checkpoint/copy-tensors.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { createModel, type Model } from '../model/model.ts'

/**
 * The network of a checkpoint, ready to predict.
 *
 * @param capacity  the most rows of one pass; changes no bit of what is predicted
 * @throws CoreError CHECKPOINT_TENSORS when its arrays do not fit its own spec; what `createModel` throws
 */
export function modelFromCheckpoint(checkpoint: Checkpoint, kernels: Kernels, { capacity = 128 } = {}): Model {
  const { shape, classNames } = checkpoint.data
  const inputs = shape.reduce((product, size) => product * size, 1)
  const model = createModel(checkpoint.spec, { inputs, classes: classNames.length, capacity }, kernels, checkpoint.seed)
  copyIn(checkpoint.weights, model.parameters)
  return model
}
