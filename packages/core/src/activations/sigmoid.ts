import { add, div, exp, mul, neg, sub, type Value } from '../formula/index.ts'
import type { ActivationDefinition } from './activation.ts'

/** The logistic function.  y = 1 / (1 + e⁻ˣ), y′ = y·(1 − y) */
export const sigmoid: ActivationDefinition = {
  name: 'sigmoid',
  options: {},
  needsInput: false,
  rectifies: false,
  forward: logistic,
  derivative: ({ y }) => mul(y, sub(1, y)),
}

/** 1 / (1 + e⁻ˣ) */
export function logistic(x: Value): Value {
  return div(1, add(1, exp(neg(x))))
}
