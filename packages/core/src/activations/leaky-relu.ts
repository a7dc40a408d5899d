import { greater, mul, select } from '../formula/expression.ts'
import type { ActivationDefinition } from './activation.ts'

/**
 * A rectifier that lets a share of what is negative through, so that no unit dies.
 *
 *     y = x where x > 0, else slope·x      y′ = 1 where y > 0, else slope
 *
 * y′ is slope at 0, as in PyTorch. The slope is not negative, so that y has the sign of x.
 *
 * Source: Maas, Hannun & Ng 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models".
 */
export const leakyRelu: ActivationDefinition = {
  name: 'leaky_relu',
  options: {
    slope: {
      kind: 'number',
      default: 0.01,
      range: { min: 0, minIncluded: true, max: 1, maxIncluded: true },
      meaning: 'slope below 0',
    },
  },
  needsInput: false,
  rectifies: false,
  forward: (x, { slope }) => select(greater(x, 0), x, mul(x, slope!)),
  derivative: ({ y }, { slope }) => select(greater(y, 0), 1, slope!),
}
