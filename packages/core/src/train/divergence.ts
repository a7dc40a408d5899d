import type { Floats } from '../kernels/kernels.ts'
import type { Training } from './training.ts'

/** Says which number of a training is no longer finite, or `undefined` while all are. */
export function divergence({ partial, model }: Training): string | undefined {
  if (!Number.isFinite(partial.loss)) return 'the training loss is not finite'
  const broken = model.parameters.find(({ values }) => !areFinite(values))
  return broken && `a weight of ${broken.name} is not finite`
}

/** x − x is 0 for every finite x and NaN for any other: one sum without branches, over all weights after every step. */
function areFinite(values: Floats): boolean {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] - values[i]
  return sum === 0
}
