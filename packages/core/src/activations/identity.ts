import { constant } from '../formula/expression.ts'
import type { ActivationDefinition } from './activation.ts'

/** No activation.  y = x, y′ = 1 */
export const identity: ActivationDefinition = {
  name: 'identity',
  options: {},
  needsInput: false,
  rectifies: false,
  forward: (x) => x,
  derivative: () => constant(1),
}
