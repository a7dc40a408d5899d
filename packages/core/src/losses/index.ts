import type { Kernels } from '../kernels/kernels.ts'
import { crossEntropy } from './cross-entropy.ts'
import { hinge } from './hinge.ts'
import type { Loss, LossArrays } from './loss.ts'
import { meanSquaredError } from './mean-squared-error.ts'

export type { Loss, LossArrays } from './loss.ts'

/** The losses by the names that the sweep file has for them. */
export const losses = {
  cross_entropy: crossEntropy,
  hinge,
  mse: meanSquaredError,
} as const satisfies Record<string, (kernels: Kernels, arrays: LossArrays) => Loss>

export type LossName = keyof typeof losses

export const lossNames = Object.keys(losses) as LossName[]
