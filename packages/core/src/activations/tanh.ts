import { mul, sub, tanh as tangent } from '../formula/index.ts'
import type { ActivationDefinition } from './activation.ts'

/** The hyperbolic tangent.  y = tanh x, y′ = 1 − y² */
export const tanh: ActivationDefinition = {
  name: 'tanh',
  options: {},
  needsInput: false,
  rectifies: false,
  forward: (x) => tangent(x),
  derivative: ({ y }) => sub(1, mul(y, y)),
}
