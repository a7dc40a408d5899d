import type { DropoutDraw, Floats } from '../kernels/kernels.ts'
import type { Parameter } from '../tensor/parameter.ts'

/** Rows to push through a network. Without `draw` it is evaluated: dropout lets everything pass. */
export interface Pass {
  rows: number
  draw?: Pick<DropoutDraw, 'epoch' | 'step'>
}

/** One link of a network. Its arrays hold a fixed number of rows; a pass uses the first `rows` of them. */
export interface Layer {
  readonly parameters: readonly Parameter[]
  /** Returns its output, which may lie where `x` did. What `backward` needs is kept until the next `forward`. */
  forward(x: Floats, pass: Pass): Floats
  /**
   * Fills the gradients of its parameters for the last `forward`, and returns the gradient by `x`, which may lie where
   * `gradOut` did; `undefined` where it was made not to compute one.
   */
  backward(gradOut: Floats, rows: number): Floats | undefined
}
