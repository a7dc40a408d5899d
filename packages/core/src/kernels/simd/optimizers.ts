import type { Kernels } from '../kernels.ts'
import type { KernelExports } from './exports.ts'

type OptimizerKernels = Pick<Kernels, 'sgd' | 'momentum' | 'nesterov' | 'rmsprop' | 'adam'>

/** Scalars become float32 on their way into the module; 1 − ρ and 1 − β are taken here, in float64. */
export function optimizerKernels(wasm: KernelExports): OptimizerKernels {
  return {
    sgd(weights, grad, count, { learningRate, weightDecay }) {
      wasm.sgd(weights.byteOffset, grad.byteOffset, count, learningRate, weightDecay)
    },

    momentum(weights, grad, velocity, count, { learningRate, weightDecay, momentum }) {
      const v = velocity.byteOffset
      wasm.momentum(weights.byteOffset, grad.byteOffset, v, count, learningRate, weightDecay, momentum)
    },

    nesterov(weights, grad, velocity, count, { learningRate, weightDecay, momentum }) {
      const v = velocity.byteOffset
      wasm.nesterov(weights.byteOffset, grad.byteOffset, v, count, learningRate, weightDecay, momentum)
    },

    rmsprop(weights, grad, square, velocity, count, options) {
      const { learningRate, weightDecay, momentum, decayRate, epsilon } = options
      const [w, g, s, v] = [weights.byteOffset, grad.byteOffset, square.byteOffset, velocity.byteOffset]
      wasm.rmsprop(w, g, s, v, count, learningRate, weightDecay, momentum, decayRate, 1 - decayRate, epsilon)
    },

    adam(weights, grad, mean, square, count, options) {
      const { stepSize, rootScale, beta1, beta2, epsilon, weightDecay } = options
      const [w, g, m, v] = [weights.byteOffset, grad.byteOffset, mean.byteOffset, square.byteOffset]
      wasm.adam(w, g, m, v, count, stepSize, rootScale, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, weightDecay)
    },
  }
}
