import { add, erf, exp, mul, type Value } from '../formula/index.ts'
import type { ActivationDefinition } from './activation.ts'

/** 1/√(2π) */
const DENSITY_AT_ZERO = 0.3989422804014327

/**
 * The Gaussian error linear unit: x times the probability that a standard normal number is below x.
 *
 *     y = x·Φ(x)      Φ(x) = (1 + erf(x/√2)) / 2      y′ = Φ(x) + x·e^{−x²/2} / √(2π)
 *
 * Source: Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415; the exact form, PyTorch's default.
 */
export const gelu: ActivationDefinition = {
  name: 'gelu',
  options: {},
  needsInput: true,
  rectifies: false,
  forward: (x) => mul(x, normalBelow(x)),
  derivative({ x }) {
    const density = mul(exp(mul(mul(x, x), -0.5)), DENSITY_AT_ZERO)
    return add(normalBelow(x), mul(x, density))
  },
}

/** Φ(x) */
function normalBelow(x: Value): Value {
  return mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5)
}
