import { abs, add, div, exp, greater, log1p, max, mul, neg, select, tanh } from '../formula/index.ts'
import type { ActivationDefinition } from './activation.ts'

/** Above it y is x itself, as in PyTorch; the difference is below 2.1·10⁻⁹. */
const THRESHOLD = 20

/**
 * A smooth rectifier.
 *
 *     y = ln(1 + eˣ) = max(x, 0) + ln(1 + e^{−|x|})      y′ = 1 / (1 + e⁻ˣ) = 1 − e⁻ʸ = 2t / (1 + t), t = tanh(y/2)
 *
 * y = x and y′ = 1 above 20. The last form of y′ needs no x, and keeps its digits where y is near 0.
 *
 * Source: Dugas et al. 2001, "Incorporating Second-Order Functional Knowledge for Better Option Pricing".
 */
export const softplus: ActivationDefinition = {
  name: 'softplus',
  options: {},
  needsInput: false,
  rectifies: false,
  forward(x) {
    const y = add(max(x, 0), log1p(exp(neg(abs(x)))))
    return select(greater(x, THRESHOLD), x, y)
  },
  derivative({ y }) {
    const t = tanh(mul(y, 0.5))
    return select(greater(y, THRESHOLD), 1, div(add(t, t), add(1, t)))
  },
}
