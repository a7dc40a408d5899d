import type { Kernels, Operations, PanelOperation } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import { copy } from '../layers/dropout.ts'
import type { Parameter } from '../layers/parameter.ts'
import type { Model } from '../model/model.ts'
import { createSoftmax, type Softmax } from '../model/softmax.ts'
import { change } from './weight-formulas.ts'

/** What is measured of a training besides loss and accuracy: in the last step of each epoch, and while validating. */
export interface Gauges {
  /** [parameters]: Σ g² of each. */
  readonly gradients: Float64Array
  /** [parameters]: Σ w² of each as it is now: finite where all its numbers are. */
  weightSquares(): Float64Array
  /** Weights, without biases: Σ w² before the step, Σ (w − w before)² after it. */
  readonly weights: readonly WeightGauge[]
  /** The largest output of each unit behind a ReLU since they were reset. */
  readonly rectified: readonly { output: Matrix; largest: Matrix }[]
  readonly softmax: Softmax
  /** [validation rows, classes]: what the network made of them when they were evaluated last. */
  readonly probabilities: Float32Array
}

interface WeightGauge {
  parameter: Parameter
  before: Matrix
  size: Float64Array
  change: Float64Array
}

export function createGauges({ kernels, parameters, layers, scores, classes }: Model, validationRows: number): Gauges {
  const squares = kernels.doubles(parameters.length)
  const measure = kernels.program((operations) => {
    for (const [i, { values }] of parameters.entries()) {
      operations.sumOfSquares({ x: values, out: squares.subarray(i, i + 1) })
    }
  })
  return {
    weightSquares() {
      measure()
      return squares
    },
    gradients: kernels.doubles(parameters.length),
    weights: parameters
      .filter(({ isWeight }) => isWeight)
      .map((parameter) => ({
        parameter,
        before: kernels.matrix(parameter.values.rows, parameter.values.columns),
        size: kernels.doubles(1),
        change: kernels.doubles(1),
      })),
    rectified: layers.flatMap(({ rectified }) =>
      rectified ? [{ output: rectified, largest: kernels.matrix(1, rectified.columns) }] : [],
    ),
    softmax: createSoftmax(kernels, scores),
    probabilities: new Float32Array(validationRows * classes),
  }
}

/** Records: the weights as they are before the step. */
export function recordBefore(kernels: Kernels, operations: Operations, { weights }: Gauges): void {
  for (const { parameter, before, size } of weights) {
    overAll(operations, before, kernels.formula(copy, { from: parameter.values, to: before }))
    operations.sumOfSquares({ x: before, out: size })
  }
}

/** Records: how far the step has moved the weights. */
export function recordChange(kernels: Kernels, operations: Operations, { weights }: Gauges): void {
  for (const { parameter, before, change: out } of weights) {
    overAll(operations, before, kernels.formula(change, { weight: parameter.values, before }))
    operations.sumOfSquares({ x: before, out })
  }
}

/** Records: the squares of all gradients. */
export function recordGradients(operations: Operations, parameters: readonly Parameter[], { gradients }: Gauges): void {
  for (const [i, { gradient }] of parameters.entries()) {
    operations.sumOfSquares({ x: gradient, out: gradients.subarray(i, i + 1) })
  }
}

/** Records: the largest outputs of a pass. */
export function recordLargest(kernels: Kernels, operations: Operations, { rectified }: Gauges, rows: number): void {
  for (const { output, largest } of rectified) {
    operations.panels(output.columns, rows, [kernels.columnMaxima(output, largest.values)])
  }
}

export function overAll(operations: Operations, { rows, columns }: Matrix, ...follow: PanelOperation[]): void {
  operations.panels(columns, rows, follow)
}

/**
 * The gauges as metrics.
 *
 *     grad_norm          √Σ g² over all parameters, in the last step of the epoch, before it is limited
 *     update_ratio_i     ‖Δw‖ / ‖w‖ of the weights of layer i in that step; about 10⁻³ is healthy
 *     dead_units         share of the units behind a ReLU that put out 0 for every validation row; there only where such are
 */
export function readGauges({ gradients, weights, rectified }: Gauges): Record<string, number> {
  const units = rectified.reduce((sum, { output }) => sum + output.columns, 0)
  return {
    grad_norm: Math.sqrt(gradients.reduce((sum, square) => sum + square, 0)),
    ...Object.fromEntries(weights.map((gauge) => [`update_ratio_${placeOf(gauge)}`, ratioOf(gauge)])),
    ...(units > 0 && { dead_units: rectified.reduce((sum, each) => sum + deadIn(each), 0) / units }),
  }
}

/** `layers.2.weight` is of layer 2. */
function placeOf({ parameter }: WeightGauge): string {
  return parameter.name.split('.')[1]!
}

/** 0 for weights that are all zero, and so have no size to compare with. */
function ratioOf({ size, change: moved }: WeightGauge): number {
  return size[0] === 0 ? 0 : Math.sqrt(moved[0] / size[0])
}

function deadIn({ output, largest }: Gauges['rectified'][number]): number {
  let dead = 0
  for (let unit = 0; unit < output.columns; unit++) if (!(largest.values[unit] > 0)) dead++
  return dead
}
