import type { Activation } from '../activations/index.ts'
import type { Kernels, PanelOperation } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import {
  activationGradient,
  inputGradient,
  inverseDeviation,
  normalisation,
  runningUpdate,
} from './batch-norm-formulas.ts'
import { type Parameter, perUnit } from './parameter.ts'
import { scalar } from './scalar.ts'
import type { StageMaker } from './stage.ts'

export interface BatchNormOptions {
  /** Prefix of the parameters' names. */
  name: string
  units: number
  activation: Activation
}

/**
 * Batch normalisation, and the activation behind it.
 *
 *     training     x̂ = (x − mean) / √(variance + ε)     over the rows of the batch, variance biased (÷ rows)
 *     evaluation   the same with the running statistics
 *     out = f(γ·x̂ + β)
 *     running ← 0.9·running + 0.1·batch, the variance unbiased (÷ (rows − 1))
 *
 *     g = gradOut·f′      gradβ = Σᵣ g      gradγ = Σᵣ g·x̂
 *     gradX = γ/√(variance + ε)·(g − gradβ/rows − x̂·gradγ/rows)
 *
 * x and out [rows, units]; γ starts at 1, β at 0, running mean and variance at 0 and 1; ε = 10⁻⁵. The input is
 * overwritten by x̂. A batch of one row has no unbiased variance: the training joins it to the one before.
 *
 * Source: Ioffe & Szegedy 2015, https://arxiv.org/abs/1502.03167, Algorithms 1 and 2, as PyTorch's `BatchNorm1d`.
 */
export function batchNorm(kernels: Kernels, { name, units, activation: f }: BatchNormOptions): StageMaker {
  const { scale, shift, runningMean, runningVariance } = batchNormParameters(kernels, name, units)
  const [mean, variance, inverse] = [kernels.matrix(1, units), kernels.matrix(1, units), kernels.matrix(1, units)]
  const affine = { scale: scale.values.values, shift: shift.values.values }
  const column = { inverse: inverse.values, ...affine }
  const invert = (of: Matrix) => kernels.once(kernels.formula(inverseDeviation, { variance: of, inverse }))
  const feed = (running: Parameter, batch: Matrix, correction: number) =>
    kernels.once(
      kernels.formula(runningUpdate, { running: running.values, batch, correction: scalar(kernels, correction) }),
    )

  return (input) => {
    const output = kernels.matrix(input.rows, units)
    const normalise = (from: Matrix): PanelOperation =>
      kernels.formula(normalisation(f), { x: input, out: output, mean: from.values, ...column })

    return {
      output,
      parameters: [scale, shift],
      buffers: [runningMean, runningVariance],

      forward({ isTraining, rows }) {
        if (!isTraining) return [invert(runningVariance.values), normalise(runningMean.values)]
        const moments = kernels.columnMoments(input, mean.values, variance.values)
        const unbiased = rows / (rows - 1)
        return [
          moments,
          invert(variance),
          normalise(mean),
          feed(runningMean, mean, 1),
          feed(runningVariance, variance, unbiased),
        ]
      },

      backward(pass, gradient) {
        const sums = { sum: shift.gradient.values, product: scale.gradient.values }
        return [
          kernels.formula(activationGradient(f), { x: input, y: output, gradient, ...affine }),
          kernels.columnSums(gradient, sums.sum),
          kernels.columnProducts(gradient, input, sums.product),
          kernels.formula(inputGradient, { x: input, gradient, ...column, ...sums, rows: scalar(kernels, pass.rows) }),
          ...pass.takeColumns(scale),
          ...pass.takeColumns(shift),
        ]
      },
    }
  }
}

export function batchNormParameters(kernels: Kernels, name: string, units: number) {
  return {
    scale: perUnit(kernels, `${name}.scale`, units, 1),
    shift: perUnit(kernels, `${name}.shift`, units),
    runningMean: perUnit(kernels, `${name}.running_mean`, units),
    runningVariance: perUnit(kernels, `${name}.running_variance`, units, 1),
  }
}
