import type { Kernels } from '../kernels.ts'
import type { Arithmetic } from './arithmetic.ts'

type OptimizerKernels = Pick<Kernels, 'sgd' | 'momentum' | 'nesterov' | 'rmsprop' | 'adam'>

/** Scalars are rounded once, up front; 1 − ρ and 1 − β are taken of the unrounded values, then rounded. */
export function optimizerKernels(arithmetic: Arithmetic): OptimizerKernels {
  return { ...momentumKernels(arithmetic), ...adaptiveKernels(arithmetic) }
}

function momentumKernels({ round }: Arithmetic): Pick<Kernels, 'sgd' | 'momentum' | 'nesterov'> {
  return {
    sgd(weights, grad, count, options) {
      const lr = round(options.learningRate)
      const lambda = round(options.weightDecay)
      for (let i = 0; i < count; i++) {
        const d = round(grad[i] + round(lambda * weights[i]))
        weights[i] = round(weights[i] - round(lr * d))
      }
    },

    momentum(weights, grad, velocity, count, options) {
      const lr = round(options.learningRate)
      const lambda = round(options.weightDecay)
      const mu = round(options.momentum)
      for (let i = 0; i < count; i++) {
        const d = round(grad[i] + round(lambda * weights[i]))
        const v = round(round(mu * velocity[i]) + d)
        velocity[i] = v
        weights[i] = round(weights[i] - round(lr * v))
      }
    },

    nesterov(weights, grad, velocity, count, options) {
      const lr = round(options.learningRate)
      const lambda = round(options.weightDecay)
      const mu = round(options.momentum)
      for (let i = 0; i < count; i++) {
        const d = round(grad[i] + round(lambda * weights[i]))
        const v = round(round(mu * velocity[i]) + d)
        velocity[i] = v
        weights[i] = round(weights[i] - round(lr * round(d + round(mu * v))))
      }
    },
  }
}

function adaptiveKernels({ round }: Arithmetic): Pick<Kernels, 'rmsprop' | 'adam'> {
  return {
    rmsprop(weights, grad, square, velocity, count, options) {
      const lr = round(options.learningRate)
      const lambda = round(options.weightDecay)
      const mu = round(options.momentum)
      const epsilon = round(options.epsilon)
      const rho = round(options.decayRate)
      const rest = round(1 - options.decayRate)
      for (let i = 0; i < count; i++) {
        const d = round(grad[i] + round(lambda * weights[i]))
        const s = round(round(rho * square[i]) + round(rest * round(d * d)))
        const v = round(round(mu * velocity[i]) + round(d / round(round(Math.sqrt(s)) + epsilon)))
        square[i] = s
        velocity[i] = v
        weights[i] = round(weights[i] - round(lr * v))
      }
    },

    adam(weights, grad, mean, square, count, options) {
      const stepSize = round(options.stepSize)
      const rootScale = round(options.rootScale)
      const lambda = round(options.weightDecay)
      const epsilon = round(options.epsilon)
      const beta1 = round(options.beta1)
      const rest1 = round(1 - options.beta1)
      const beta2 = round(options.beta2)
      const rest2 = round(1 - options.beta2)
      for (let i = 0; i < count; i++) {
        const d = round(grad[i] + round(lambda * weights[i]))
        const m = round(round(beta1 * mean[i]) + round(rest1 * d))
        const v = round(round(beta2 * square[i]) + round(rest2 * round(d * d)))
        const root = round(round(round(Math.sqrt(v)) * rootScale) + epsilon)
        mean[i] = m
        square[i] = v
        weights[i] = round(weights[i] - round(round(stepSize * m) / root))
      }
    },
  }
}
