import { randomStream } from '@hypersweep/numbers'
import type { Floats, Kernels } from '../kernels/kernels.ts'
import { activation } from '../layers/activation.ts'
import { dense } from '../layers/dense.ts'
import { dropout } from '../layers/dropout.ts'
import { fillUniform, weightLimit } from '../layers/initial-weights.ts'
import type { Layer, Pass } from '../layers/layer.ts'
import { type CrossEntropy, softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import type { Parameter } from '../tensor/parameter.ts'
import { checkSpec } from './check-spec.ts'
import type { NetworkSpec } from './network-spec.ts'

export interface ModelSize {
  inputs: number
  classes: number
  /** The most rows of one pass; the batch size unless told otherwise. */
  capacity?: number
}

/** A network with its arrays: all are made once, and every pass writes over the last one's. */
export interface Model {
  readonly kernels: Kernels
  readonly inputs: number
  readonly classes: number
  /** The most rows of one pass. */
  readonly capacity: number
  /** [capacity, inputs] and [capacity]: the caller writes the rows of a pass here. */
  readonly features: Floats
  readonly labels: Int32Array
  /** In the order of the layers, weight before bias. */
  readonly parameters: readonly Parameter[]
  /** Scores logits, and holds the gradient that `backward` starts from. */
  readonly loss: CrossEntropy
  /** Returns the logits [capacity, classes] of the rows written to `features`. */
  forward(pass: Pass): Floats
  /** Fills the gradients of all parameters from `loss.gradLogits`, for the last `forward`. */
  backward(rows: number): void
}

/**
 * Builds a network with the initial weights of a seed: equal for all networks of that seed wherever a layer's place,
 * shape and activation agree.
 *
 * @throws CoreError NETWORK_SPEC, MODEL_OUTPUT or OPTIMIZER_OPTION for a spec that cannot be trained on this data
 */
export function createModel(spec: NetworkSpec, size: ModelSize, kernels: Kernels, seed: number): Model {
  const { inputs, classes, capacity = spec.batchSize } = size
  checkSpec(spec, classes)
  const features = kernels.floats(capacity * inputs)
  const layers = createLayers(spec, { inputs, capacity, seed, kernels })
  const backwards = layers.toReversed()
  const loss = softmaxCrossEntropy(kernels, { capacity, classes })

  return {
    kernels,
    inputs,
    classes,
    capacity,
    features,
    labels: kernels.integers(capacity),
    parameters: layers.flatMap((layer) => layer.parameters),
    loss,
    forward(pass) {
      let x = features
      for (const layer of layers) x = layer.forward(x, pass)
      return x
    },
    backward(rows) {
      let grad: Floats | undefined = loss.gradLogits
      for (const layer of backwards) if (grad) grad = layer.backward(grad, rows)
    },
  }
}

interface LayerSetting {
  inputs: number
  capacity: number
  seed: number
  kernels: Kernels
}

function createLayers(spec: NetworkSpec, { inputs, capacity, seed, kernels }: LayerSetting): Layer[] {
  const widths = [inputs, ...spec.layers.map((layer) => layer.dense)]
  return spec.layers.flatMap(({ dense: units, activation: name, dropout: probability }, i) => {
    const linear = dense(kernels, { name: `layers.${i}`, inputs: widths[i], units, capacity, inputGradient: i > 0 })
    fillUniform(linear.parameters[0].values, weightLimit(name, widths[i], units), randomStream(seed, 'init', i))
    const layers = [linear]
    if (name !== 'identity') layers.push(activation(kernels, name, units))
    if (probability > 0) layers.push(dropout(kernels, { probability, units, capacity, seed, layer: i }))
    return layers
  })
}
