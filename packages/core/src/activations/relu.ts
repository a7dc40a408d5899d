import { greater, max, select } from '../formula/expression.ts'
import type { ActivationDefinition } from './activation.ts'

/**
 * The rectifier.
 *
 *     y = max(x, 0)      y′ = 1 where y > 0, else 0
 *
 * NaN passes, so that a diverged network shows in its loss instead of hiding behind zeros. y′ is 0 at 0, as in PyTorch.
 *
 * Source: Nair & Hinton 2010, "Rectified Linear Units Improve Restricted Boltzmann Machines".
 */
export const relu: ActivationDefinition = {
  name: 'relu',
  options: {},
  needsInput: false,
  rectifies: true,
  forward: (x) => max(x, 0),
  derivative: ({ y }) => select(greater(y, 0), 1, 0),
}
