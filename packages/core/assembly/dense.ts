import { BLOCK_ROWS, PANEL_COLUMNS, ROW_BYTES } from './memory'
import { runOnPanel } from './program'
import { Gradients, Product, gradientsOfLists, productOfLists } from './sparse'
import { isWorthSkipping, listColumns, listEntries, listRows, listStarts } from './sparse-lists'
import { isWide } from './tier'
import { tile16, tile8, transposedTile16, transposedTile8 } from './tile'

@unmanaged
class DenseProduct extends Product {
  x: usize
  xStride: usize
  depth: i32
  /** 1 where x may well be sparse: the output of a ReLU, or of dropout. */
  mayHaveZeros: i32
}

/** out = x·weights, then the panel operations listed behind the arguments, on each panel as soon as it is there. */
export function product(at: usize): void {
  const args = changetype<DenseProduct>(at)
  const then = at + offsetof<DenseProduct>()
  if (args.mayHaveZeros && isWorthSkipping(args.x, args.xStride, args.rows, args.depth, args.columns)) {
    listRows(args.x, args.xStride, args.rows, args.depth)
    productOfLists(listStarts, listEntries, args, then)
  } else productOfMatrix(args, then)
}

function productOfMatrix(args: DenseProduct, then: usize): void {
  let weights = args.weights
  let out = args.out
  for (let panel = 0; panel * PANEL_COLUMNS < args.columns; panel++) {
    const isHalf = args.columns - panel * PANEL_COLUMNS <= 8
    for (let row: usize = 0, end = <usize>args.rows << 6; row < end; row += 256) {
      multiplyTile(args.x + row, args.xStride, weights, args.depth, out + row, isHalf)
    }
    runOnPanel(then, panel, 0, args.rows)
    weights += args.weightsStride
    out += args.outStride
  }
}

function multiplyTile(x: usize, xStride: usize, weights: usize, depth: i32, out: usize, isHalf: bool): void {
  if (isWide && !isHalf) return tile16(x, xStride, weights, depth, out)
  tile8(x, xStride, weights, depth, out)
  if (!isHalf) tile8(x, xStride, weights + 32, depth, out + 32)
}

@unmanaged
class DenseGradients extends Gradients {
  x: usize
  xStride: usize
  mayHaveZeros: i32
}

/** tile = xᵀ·gradOut, a block of rows of a panel at a time, each handed to the panel operations behind the arguments. */
export function gradients(at: usize): void {
  const args = changetype<DenseGradients>(at)
  const then = at + offsetof<DenseGradients>()
  if (args.mayHaveZeros && isWorthSkipping(args.x, args.xStride, args.rows, args.depth, args.columns)) {
    listColumns(args.x, args.xStride, args.rows, args.depth)
    gradientsOfLists(listStarts, listEntries, args, then)
  } else gradientsOfMatrix(args, then)
}

function gradientsOfMatrix(args: DenseGradients, then: usize): void {
  let gradOut = args.gradOut
  for (let panel = 0; panel * PANEL_COLUMNS < args.columns; panel++) {
    const isHalf = args.columns - panel * PANEL_COLUMNS <= 8
    for (let k = 0; k < args.depth; k += BLOCK_ROWS) {
      const rows = min(BLOCK_ROWS, args.depth - k)
      for (let i = 0; i < rows; i += 4) {
        const x = args.x + <usize>((k + i) >> 4) * args.xStride + (<usize>((k + i) & 15) << 2)
        multiplyTransposedTile(x, gradOut, args.rows, args.tile + (<usize>i << 6), isHalf)
      }
      runOnPanel(then, panel, k, rows)
    }
    gradOut += args.gradOutStride
  }
}

function multiplyTransposedTile(x: usize, gradOut: usize, rows: i32, tile: usize, isHalf: bool): void {
  if (isWide && !isHalf) return transposedTile16(x, gradOut, rows, tile)
  transposedTile8(x, gradOut, rows, tile)
  if (isHalf) clearHalf(tile + 32)
  else transposedTile8(x, gradOut + 32, rows, tile + 32)
}

/** Columns past the last have no gradient: without this they would keep what another panel left in the tile. */
function clearHalf(tile: usize): void {
  const zero = f32x4.splat(0)
  for (const end = tile + 256; tile < end; tile += ROW_BYTES) {
    v128.store(tile, zero)
    v128.store(tile, zero, 16)
  }
}
