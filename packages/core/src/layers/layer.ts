import type { Images } from '../kernels/images.ts'
import type { Operations, PanelOperation, SparseRows } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import type { Parameter } from './parameter.ts'

/** What a pass through a network is: how many rows, and what for. */
export interface Pass {
  readonly rows: number
  /** True while training: batch norm takes the statistics of the batch, and feeds the running ones. */
  readonly isTraining: boolean
  /** Whether dropout drops: while training, and for Monte-Carlo predictions. */
  readonly drops: boolean
}

/** A pass backwards, and what becomes of the gradients. */
export interface BackwardPass extends Pass {
  /** For a gradient that comes in blocks, in `kernels.tile`. */
  takeBlock(parameter: Parameter): readonly PanelOperation[]
  /** For a gradient that lies whole in `parameter.gradient`: on its panels, whatever the rows of the pass. */
  takeColumns(parameter: Parameter): readonly PanelOperation[]
  /** The same for a gradient of more than one row. */
  takeWhole(operations: Operations, parameter: Parameter): void
}

/**
 * Values between two layers, [rows, columns] in panels, and the gradient of the loss by them.
 *
 * Whoever writes `gradient` runs `onGradient` on each of its panels right after; then it is the gradient by the input of
 * the stages (bias, batch norm, activation, dropout) that made `values`.
 */
export interface MatrixFlow {
  readonly kind: 'matrix'
  readonly values: Matrix | SparseRows
  /** Absent where nobody asks for it: at the network's input. */
  readonly gradient?: Matrix
  /** True where many values may be zero. */
  readonly mayHaveZeros: boolean
  onGradient(pass: BackwardPass): readonly PanelOperation[]
}

/** Images between two layers. */
export interface ImagesFlow {
  readonly kind: 'images'
  readonly values: Images
  readonly gradient?: Images
}

export type Flow = MatrixFlow | ImagesFlow

/** One link of a network. Its arrays are made once, and every pass writes over the last one's. */
export interface Layer {
  readonly output: Flow
  readonly parameters: readonly Parameter[]
  /** What it learns beside its parameters: batch norm's running statistics. Part of a checkpoint. */
  readonly buffers: readonly Parameter[]
  /** Its output, where a unit that is 0 for all rows is dead: behind a ReLU. */
  readonly rectified?: Matrix
  /** Records the way from its input to `output.values`. */
  forward(operations: Operations, pass: Pass): void
  /** Records the way from `output.gradient` to the gradients of its parameters, and to its input's gradient where there is one. */
  backward(operations: Operations, pass: BackwardPass): void
}
