import type { Kernels, Operations, PanelOperation } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import type { BackwardPass, MatrixFlow } from './layer.ts'
import type { Parameter } from './parameter.ts'

export interface ProductOptions {
  weights: Parameter
  /** The most rows of one pass. */
  capacity: number
  /** Whether the gradient by the product may have many zeros: behind a ReLU without batch norm. */
  gradientMayHaveZeros: boolean
}

/** The product at the heart of a layer. */
export interface ProductPart {
  /** z [capacity, units], and the gradient by it. */
  readonly values: Matrix
  readonly gradient: Matrix
  forward(operations: Operations, rows: number, follow: readonly PanelOperation[]): void
  backward(operations: Operations, pass: BackwardPass): void
}

/**
 * Rows times weights, and the way back.
 *
 *     z = x·W          gradW = xᵀ·gradZ      gradX = gradZ·Wᵀ
 *
 * x [rows, inputs], W [inputs, units], z [rows, units]. Each panel of z and of gradX is handed on while it is in the cache;
 * each block of gradW goes to the optimizer at once. The gradient by the network's own input is not computed.
 */
export function productPart(kernels: Kernels, input: MatrixFlow, options: ProductOptions): ProductPart {
  const { weights, capacity, gradientMayHaveZeros } = options
  const { rows: inputs, columns: units } = weights.values
  const transposed = input.gradient && kernels.matrix(units, inputs)
  const values = kernels.matrix(capacity, units)
  const gradient = kernels.matrix(capacity, units)
  const { values: x, mayHaveZeros } = input

  return {
    values,
    gradient,
    forward(operations, rows, follow) {
      operations.product({ x, mayHaveZeros, weights: weights.values, out: values, rows, follow })
    },
    backward(operations, pass) {
      const { rows } = pass
      if (transposed && input.gradient) {
        operations.transpose({ from: weights.values, to: transposed })
        operations.product({
          x: gradient,
          mayHaveZeros: gradientMayHaveZeros,
          weights: transposed,
          out: input.gradient,
          rows,
          follow: input.onGradient(pass),
        })
      }
      operations.gradients({ x, mayHaveZeros, gradOut: gradient, rows, follow: pass.takeBlock(weights) })
    },
  }
}
