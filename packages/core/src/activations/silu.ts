import { add, mul, sub } from '../formula/index.ts'
import type { ActivationDefinition } from './activation.ts'
import { logistic } from './sigmoid.ts'

/**
 * The sigmoid linear unit, also called swish.
 *
 *     y = x·σ(x)      σ(x) = 1 / (1 + e⁻ˣ)      y′ = σ(x)·(1 + x·(1 − σ(x)))
 *
 * Source: Elfwing, Uchibe & Doya 2018, https://arxiv.org/abs/1702.03118.
 */
export const silu: ActivationDefinition = {
  name: 'silu',
  options: {},
  needsInput: true,
  rectifies: false,
  forward: (x) => mul(x, logistic(x)),
  derivative({ x }) {
    const s = logistic(x)
    return mul(s, add(1, mul(x, sub(1, s))))
  },
}
