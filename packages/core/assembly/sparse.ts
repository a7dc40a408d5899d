import { BLOCK_ROWS, PANEL_COLUMNS, TILE_BYTES } from './memory'
import { runOnPanel } from './program'
import { listEntries, listStarts, transposeLists } from './sparse-lists'
import { addProduct } from './tile'

// Products that skip the zeros of x. Zeros are skipped by definition: 0·∞ counts as 0. For finite numbers the bits are
// those of the dense product, since a sum that starts at +0 is not changed by adding ±0.

/** A product's right operand and its result; the left operand is said by the classes that extend it. */
@unmanaged
export class Product {
  weights: usize
  weightsStride: usize
  out: usize
  outStride: usize
  rows: i32
  columns: i32
}

@unmanaged
class SparseProduct extends Product {
  starts: usize
  entries: usize
}

/** out = x·weights for x in lists of rows, then the panel operations behind the arguments. */
export function sparseProduct(at: usize): void {
  const args = changetype<SparseProduct>(at)
  productOfLists(args.starts, args.entries, args, at + offsetof<SparseProduct>())
}

/** Two panels at a time where there are two, so that each entry is read half as often. */
export function productOfLists(starts: usize, entries: usize, args: Product, then: usize): void {
  const panels = (args.columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS
  let weights = args.weights
  let out = args.out
  for (let panel = 0; panel < panels; panel += 2) {
    const isPair = panel + 1 < panels
    if (isPair) multiplyListsByPair(starts, entries, args.rows, weights, args.weightsStride, out, args.outStride)
    else multiplyLists(starts, entries, args.rows, weights, out)
    runOnPanel(then, panel, 0, args.rows)
    if (isPair) runOnPanel(then, panel + 1, 0, args.rows)
    weights += 2 * args.weightsStride
    out += 2 * args.outStride
  }
}

/** What a gradient is made of beside x: the gradient of the outputs; and the tile that it is put into. */
@unmanaged
export class Gradients {
  gradOut: usize
  gradOutStride: usize
  tile: usize
  rows: i32
  depth: i32
  columns: i32
}

@unmanaged
class SparseGradients extends Gradients {
  starts: usize
  entries: usize
}

/** tile = xᵀ·gradOut for x in lists of rows, as `gradients` does it for a matrix. */
export function sparseGradients(at: usize): void {
  const args = changetype<SparseGradients>(at)
  transposeLists(args.starts, args.entries, args.rows, args.depth)
  gradientsOfLists(listStarts, listEntries, args, at + offsetof<SparseGradients>())
}

/** The same from lists of columns. The tile is two blocks of rows: those of a panel and those of its neighbour. */
export function gradientsOfLists(starts: usize, entries: usize, args: Gradients, then: usize): void {
  const panels = (args.columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS
  let gradOut = args.gradOut
  for (let panel = 0; panel < panels; panel += 2) {
    const isPair = panel + 1 < panels
    for (let k = 0; k < args.depth; k += BLOCK_ROWS) {
      const rows = min(BLOCK_ROWS, args.depth - k)
      const from = starts + (<usize>k << 2)
      if (isPair) {
        // The neighbour's block is computed along, and kept behind the tile until its turn.
        multiplyListsByPair(from, entries, rows, gradOut, args.gradOutStride, args.tile, TILE_BYTES)
      } else multiplyLists(from, entries, rows, gradOut, args.tile)
      runOnPanel(then, panel, k, rows)
      if (!isPair) continue
      memory.copy(args.tile, args.tile + TILE_BYTES, <usize>rows << 6)
      runOnPanel(then, panel + 1, k, rows)
    }
    gradOut += 2 * args.gradOutStride
  }
}



/** out[i] = Σ over the entries (offset, value) of list i of value·matrix[offset], for both of two neighbouring panels. */
function multiplyListsByPair(
  starts: usize,
  entries: usize,
  lists: i32,
  matrix: usize,
  matrixStride: usize,
  out: usize,
  outStride: usize,
): void {
  let entry = entries + (<usize>load<u32>(starts) << 3)
  for (const last = starts + (<usize>lists << 2); starts < last; starts += 4) {
    const end = entries + (<usize>load<u32>(starts, 4) << 3)
    multiplyListByPair(entry, end, matrix, matrixStride, out, out + outStride)
    entry = end
    out += 64
  }
}

export function multiplyListByPair(
  entry: usize,
  end: usize,
  matrix: usize,
  stride: usize,
  out: usize,
  next: usize,
): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0)
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0)
  while (entry < end) {
    const row = matrix + <usize>load<u32>(entry)
    const neighbour = row + stride
    const x = v128.load32_splat(entry, 4)
    a0 = addProduct(a0, x, v128.load(row)), a1 = addProduct(a1, x, v128.load(row, 16))
    a2 = addProduct(a2, x, v128.load(row, 32)), a3 = addProduct(a3, x, v128.load(row, 48))
    b0 = addProduct(b0, x, v128.load(neighbour)), b1 = addProduct(b1, x, v128.load(neighbour, 16))
    b2 = addProduct(b2, x, v128.load(neighbour, 32)), b3 = addProduct(b3, x, v128.load(neighbour, 48))
    entry += 8
  }
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, a2, 32), v128.store(out, a3, 48)
  v128.store(next, b0), v128.store(next, b1, 16), v128.store(next, b2, 32), v128.store(next, b3, 48)
}

/** The same for the last panel, which has no neighbour. */
function multiplyLists(starts: usize, entries: usize, lists: i32, matrix: usize, out: usize): void {
  let entry = entries + (<usize>load<u32>(starts) << 3)
  for (const last = starts + (<usize>lists << 2); starts < last; starts += 4) {
    const end = entries + (<usize>load<u32>(starts, 4) << 3)
    multiplyList(entry, end, matrix, out)
    entry = end
    out += 64
  }
}

export function multiplyList(entry: usize, end: usize, matrix: usize, out: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0)
  while (entry < end) {
    const row = matrix + <usize>load<u32>(entry)
    const x = v128.load32_splat(entry, 4)
    a0 = addProduct(a0, x, v128.load(row)), a1 = addProduct(a1, x, v128.load(row, 16))
    a2 = addProduct(a2, x, v128.load(row, 32)), a3 = addProduct(a3, x, v128.load(row, 48))
    entry += 8
  }
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, a2, 32), v128.store(out, a3, 48)
}
