import { add, div, greater, mul, select, sub, tanh } from '../formula/index.ts'
import type { ActivationDefinition } from './activation.ts'

/**
 * The exponential linear unit: smooth, and −α far below 0.
 *
 *     y = x where x > 0, else α·(eˣ − 1)      y′ = 1 where y > 0, else y + α
 *
 * eˣ − 1 = 2t / (1 − t) with t = tanh(x/2): for x near 0 the difference itself would lose all digits.
 * y′ is α at 0, as in PyTorch. α is not negative, so that y has the sign of x.
 *
 * Source: Clevert, Unterthiner & Hochreiter 2016, https://arxiv.org/abs/1511.07289.
 */
export const elu: ActivationDefinition = {
  name: 'elu',
  options: {
    alpha: {
      kind: 'number',
      default: 1,
      range: { min: 0, minIncluded: true, max: Number.POSITIVE_INFINITY, maxIncluded: false },
      meaning: 'what the output tends to far below 0, without its sign',
    },
  },
  needsInput: false,
  rectifies: false,
  forward(x, { alpha }) {
    const t = tanh(mul(x, 0.5))
    const growth = div(add(t, t), sub(1, t))
    return select(greater(x, 0), x, mul(growth, alpha!))
  },
  derivative: ({ y }, { alpha }) => select(greater(y, 0), 1, add(y, alpha!)),
}
