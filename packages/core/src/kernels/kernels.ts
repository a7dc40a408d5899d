import type { Formula } from '../formula/expression.ts'
import type { Floats } from '../formula/floats.ts'
import type { ImageOperations, ImageSize, Images } from './images.ts'
import type { Matrix } from './matrix.ts'

/** Fourth counter word of a dropout stream: 2, the number of the purpose `dropout` in @hypersweep/numbers, times 2²⁴. */
export const DROPOUT_COUNTER = 2 * 2 ** 24

/** Rows of a matrix by their nonzeros: row r has entries starts[r] … starts[r + 1] − 1, in ascending order of columns. */
export interface SparseRows {
  readonly columns: number
  /** [rows + 1] */
  readonly starts: Int32Array
  /** Two words an entry: its column times 64, and the bits of its float32 value. */
  readonly entries: Int32Array
}

/** One step in the work on a panel (16 columns) of a matrix; made by an adapter, for its own programs. */
export interface PanelOperation {
  readonly isPanelOperation: true
}

/** What a formula's operands are: a matrix for a stream or a tile, numbers for the others. */
export type Bindings = Readonly<Record<string, Matrix | Floats>>

/** @throws TypeError for an operand that is bound to nothing: a bug in the caller */
export function checkBindings({ operands }: Formula, bindings: Bindings): void {
  const missing = operands.find(({ name }) => bindings[name] === undefined)
  if (missing) throw new TypeError(`the formula's operand ${missing.name} is bound to nothing`)
}

/**
 * The inner loops of training. Every adapter computes the same function to the last bit (those that round to float32),
 * so that a result does not depend on which one ran:
 *
 * - each sum is taken in the order that its operation says, starting at +0, each term multiplied and then added (never
 *   fused);
 * - every operation rounds to the adapter's precision; a scalar is rounded to it before the loop;
 * - a product may skip the zeros of its left operand, so 0·∞ and 0·NaN count as 0: it is defined so. For finite numbers
 *   skipping changes no bit;
 * - Infinity and NaN go through everything else as IEEE 754 has it; which of the many NaN comes out is not promised.
 *
 * Matrices are in panels of 16 columns (`Matrix`). The last batch of an epoch may have fewer rows than they hold.
 * Arrays come from the same adapter; an array from elsewhere is a bug in the caller.
 */
export interface Kernels {
  readonly name: string

  /** Zeros in the adapter's memory; valid until `release`. */
  matrix(rows: number, columns: number): Matrix
  images(capacity: number, size: ImageSize): Images
  floats(count: number): Floats
  doubles(count: number): Float64Array
  integers(count: number): Int32Array
  /** The matrix [64, 16] that `gradients` fills with one block after the other. */
  readonly tile: Matrix
  /** Forgets every array given out, and every program, so that the next trial starts with empty memory. */
  release(): void

  /** Records the operations that `record` asks for; the function returned runs them all, in one call. */
  program(record: (operations: Operations) => void): () => void

  /** A formula over some rows of a panel; outputs are streams. */
  formula(formula: Formula, bindings: Bindings): PanelOperation
  /** out[c] = Σᵣ x[r, c], r ascending */
  columnSums(x: Matrix, out: Floats): PanelOperation
  /** out[c] = Σᵣ x[r, c]·y[r, c], r ascending */
  columnProducts(x: Matrix, y: Matrix, out: Floats): PanelOperation
  /** mean[c] = (Σᵣ x[r, c]) / rows; variance[c] = (Σᵣ (x[r, c] − mean[c])²) / rows */
  columnMoments(x: Matrix, mean: Floats, variance: Floats): PanelOperation
  /** out[c] = max(out[c], the largest x[r, c]) */
  columnMaxima(x: Matrix, out: Floats): PanelOperation
  /** Runs a panel operation on the first row of the panel alone, whatever the rows: for what is kept once for each column. */
  once(operation: PanelOperation): PanelOperation
  /** to[r, c] = from[r, c]·mask, mask 1/keep where the unit stays, else 0; see `Dropout`. */
  dropout(dropout: Dropout): PanelOperation
}

/**
 * Unit c of row r stays where its 16 random bits are below `threshold`, and is then multiplied by 65536 / threshold.
 *
 * The bits are those of Philox4x32-10 with key = the first two words of `draw` and counter =
 * (2·(r·⌈columns/16⌉ + ⌊c/16⌋) + ⌊(c mod 16)/8⌋, step, epoch, 2·2²⁴ + layer); the 8 values of a block are the low and
 * then the high half of each of its four words, in order.
 */
export interface Dropout {
  from: Matrix
  to: Matrix
  /** 1 … 65535 */
  threshold: number
  /** The layer's place in the network, from 0. */
  layer: number
  /** [low word of the trial's seed, high word, epoch, step]: the caller writes the last two before each step. */
  draw: Int32Array
}

/** What a program is made of. `follow` runs on each panel as soon as it is there, while it is in the cache. */
export interface Operations extends ImageOperations {
  /** to[r, c] = from[r·columns + c]: rows as data sets have them, into panels. */
  loadRows(call: { from: Floats; to: Matrix; rows: number }): void
  /** out[r, u] = Σₖ x[r, k]·weights[k, u], k ascending */
  product(call: Product): void
  /** tile[i, u] = Σᵣ x[r, k + i]·gradOut[r, u], r ascending, for blocks k of 64 rows; then `follow` on rows k … of the panel */
  gradients(call: Gradients): void
  /** to[c, r] = from[r, c] */
  transpose(call: { from: Matrix; to: Matrix }): void
  /** Runs panel operations over `rows` rows of each panel of a matrix of so many columns. */
  panels(columns: number, rows: number, operations: readonly PanelOperation[]): void

  /** out[r] = the largest x[r, c] */
  rowMaxima(call: RowCall): void
  /** out[r] = Σ x[r, c], c ascending */
  rowSums(call: RowCall): void
  /** out[r] = 1 where the first of the largest x[r, c] is at labels[r], else 0 */
  hits(call: RowCall & { labels: Int32Array }): void
  /** out[r, c] = on where c = labels[r], else off */
  oneHot(call: { labels: Int32Array; out: Matrix; rows: number; on: number; off: number }): void

  /** out[0] = Σ x², in float64: over panels, then rows, for each of the 16 columns of a panel; then over these. */
  sumOfSquares(call: { x: Matrix; out: Float64Array }): void
  /** out[0] = min(1, limit / (√Σ squares + 10⁻⁶)), in float64 */
  clipScale(call: { squares: Float64Array; limit: number; out: Floats }): void
}

interface RowCall {
  x: Matrix
  rows: number
  out: Floats
}

export interface Product {
  x: Matrix | SparseRows
  /** True where x may well be sparse (after a ReLU, after dropout): then its zeros are counted, and skipped if that pays. */
  mayHaveZeros?: boolean
  weights: Matrix
  out: Matrix
  rows: number
  follow?: readonly PanelOperation[]
}

export interface Gradients {
  x: Matrix | SparseRows
  mayHaveZeros?: boolean
  gradOut: Matrix
  rows: number
  follow: readonly PanelOperation[]
}

export function isSparse(x: Matrix | SparseRows): x is SparseRows {
  return 'starts' in x
}
