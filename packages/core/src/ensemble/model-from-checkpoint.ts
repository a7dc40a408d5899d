import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { arrayOf, copyIn } from '../checkpoint/copy-tensors.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { createModel, type Model } from '../model/model.ts'

/**
 * The network of a checkpoint, ready to predict: with the running averages of its weights, where these were kept.
 *
 * @param capacity  the most rows of one pass; changes no bit of what is predicted, but which units a sample drops
 * @throws CoreError CHECKPOINT_TENSORS when its arrays do not fit its own spec; what `createModel` throws
 */
export function modelFromCheckpoint(checkpoint: Checkpoint, kernels: Kernels, { capacity = 128 } = {}): Model {
  const { spec, seed, data, weights, state } = checkpoint
  const model = createModel(spec, { shape: data.shape, classes: data.classNames.length, capacity }, kernels, seed)
  const own = [...model.parameters, ...model.buffers]
  copyIn(
    weights,
    own.map((parameter) => arrayOf(parameter, parameter.name, parameter.values)),
  )
  if (spec.regularisation.ema > 0) {
    const averages = model.parameters.map((parameter) =>
      arrayOf(parameter, `average.${parameter.name}`, parameter.values),
    )
    copyIn(
      state.filter(({ name }) => name.startsWith('average.')),
      averages,
    )
  }
  return model
}
