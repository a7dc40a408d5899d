import type { Activation } from '../activations/index.ts'
import { add, div, type Formula, formula, mul, sqrt, sub, type Value } from '../formula/expression.ts'

/** PyTorch's: ε beside the variance, and the share of a batch in the running statistics. */
export const EPSILON = 1e-5
export const MOMENTUM = 0.1

/** inverse = 1 / √(variance + ε) */
export const inverseDeviation = formula('inverse deviation', ({ stream }) => ({
  inverse: div(1, sqrt(add(stream('variance'), EPSILON))),
}))

/** x ← x̂ = (x − mean)·inverse;  out = f(γ·x̂ + β) */
export function normalisation(f: Activation): Formula {
  return formula(`batch norm ${f.name}`, ({ stream, column }) => {
    const x = mul(sub(stream('x'), column('mean')), column('inverse'))
    return { x, out: f.forward(affine(x, column)) }
  })
}

/** gradient ← gradient·f′(γ·x̂ + β), x̂ in `x` and the activation's output in `y` */
export function activationGradient(f: Activation): Formula {
  return formula(`batch norm, gradient of ${f.name}`, ({ stream, column }) => {
    const slope = f.derivative({ x: affine(stream('x'), column), y: stream('y') })
    return { gradient: mul(stream('gradient'), slope) }
  })
}

function affine(x: Value, column: (name: string) => Value): Value {
  return add(mul(x, column('scale')), column('shift'))
}

/** running ← 0.9·running + 0.1·(batch·correction) */
export const runningUpdate = formula('running statistics', ({ stream, scalar }) => {
  const latest = mul(stream('batch'), scalar('correction'))
  return { running: add(mul(stream('running'), 1 - MOMENTUM), mul(latest, MOMENTUM)) }
})

/** gradient ← γ·inverse·(gradient − sum/rows − x̂·product/rows) */
export const inputGradient = formula('batch norm, gradient of its input', ({ stream, column, scalar }) => {
  const meanGradient = div(column('sum'), scalar('rows'))
  const meanProduct = div(column('product'), scalar('rows'))
  const centred = sub(sub(stream('gradient'), meanGradient), mul(stream('x'), meanProduct))
  return { gradient: mul(mul(column('scale'), column('inverse')), centred) }
})
