import type { ActivationName, Kernels } from '../kernels.ts'
import type { Arithmetic } from './arithmetic.ts'

type ActivationKernels = Pick<Kernels, 'activate' | 'activateBackward'>

/** f, and its derivative as a function of y = f(x) times the gradient g from above. */
interface Activation {
  forward(x: number): number
  backward(y: number, g: number): number
}

export function activationKernels(arithmetic: Arithmetic): ActivationKernels {
  const activations = activationsIn(arithmetic)
  return {
    activate(name, x, out, count) {
      const { forward } = activations[name]
      for (let i = 0; i < count; i++) out[i] = forward(x[i])
    },

    activateBackward(name, out, gradOut, gradIn, count) {
      const { backward } = activations[name]
      for (let i = 0; i < count; i++) gradIn[i] = backward(out[i], gradOut[i])
    },
  }
}

function activationsIn({ round, exp, tanh }: Arithmetic): Record<ActivationName, Activation> {
  return {
    identity: { forward: (x) => x, backward: (_, g) => g },
    // Math.max passes NaN on, so a diverged network shows in its loss instead of hiding behind zeros.
    relu: { forward: (x) => Math.max(x, 0), backward: (y, g) => (y > 0 ? g : 0) },
    sigmoid: {
      forward: (x) => round(1 / round(1 + exp(-x))),
      backward: (y, g) => round(g * round(y * round(1 - y))),
    },
    tanh: { forward: tanh, backward: (y, g) => round(g * round(1 - round(y * y))) },
  }
}
