import { div, formula, less, mul, select, sqrt, sub } from '../formula/index.ts'

/** gradient = tile: keeps a block of gradients for later. */
export const keepBlock = formula('keep', ({ tile }) => ({ gradient: tile('block') }))

/** before ← weight − before */
export const change = formula('change of weights', ({ stream }) => ({
  before: sub(stream('weight'), stream('before')),
}))

/** scale = limit / √squares where that is below 1, else 1 */
export const shrinkage = formula('max-norm', ({ stream, scalar }) => {
  const scale = div(scalar('limit'), sqrt(stream('squares')))
  return { scale: select(less(scale, 1), scale, 1) }
})

/** weight ← weight·scale, a scale for each unit */
export const shrink = formula('max-norm, applied', ({ stream, column }) => ({
  weight: mul(stream('weight'), column('scale')),
}))
