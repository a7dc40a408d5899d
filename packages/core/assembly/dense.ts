import { put } from './memory'
import { packColumns, packRows } from './panels'
import { TILE_COLUMNS, TILE_ROWS, multiplyTile } from './tile'

// All three products run one tile over packed panels: the left operand is packed whole into panels of 4, the right one
// a panel of 8 at a time, just before its use. `scratch` holds both and one spare tile; see `denseScratch` in simd.ts.

/** out = x·weights, then + bias.  x [rows, inputs], weights [inputs, outputs] */
export function denseForward(
  x: usize,
  weights: usize,
  bias: usize,
  out: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
  scratch: usize,
): void {
  const right = packLeftRows(x, rows, inputs, scratch)
  for (let o = 0; o < outputs; o += TILE_COLUMNS) {
    const columns = min(TILE_COLUMNS, outputs - o)
    packColumns(weights + bytes(o), bytes(outputs), inputs, columns, right, TILE_COLUMNS)
    multiplyPanels(scratch, rows, right, columns, inputs, out + bytes(o), bytes(outputs))
  }
  for (let r = 0; r < rows; r++) addInPlace(out + bytes(r * outputs), bias, outputs)
}

/** gradWeights = xᵀ·gradOut, gradBias = column sums of gradOut.  x [rows, inputs], gradOut [rows, outputs] */
export function denseGradients(
  x: usize,
  gradOut: usize,
  gradWeights: usize,
  gradBias: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
  scratch: usize,
): void {
  const right = packLeftColumns(x, rows, inputs, scratch)
  for (let o = 0; o < outputs; o += TILE_COLUMNS) {
    const columns = min(TILE_COLUMNS, outputs - o)
    packColumns(gradOut + bytes(o), bytes(outputs), rows, columns, right, TILE_COLUMNS)
    multiplyPanels(scratch, inputs, right, columns, rows, gradWeights + bytes(o), bytes(outputs))
  }
  memory.fill(gradBias, 0, bytes(outputs))
  for (let r = 0; r < rows; r++) addInPlace(gradBias, gradOut + bytes(r * outputs), outputs)
}

/** gradIn = gradOut·weightsᵀ.  gradOut [rows, outputs], weights [inputs, outputs] */
export function denseBackward(
  gradOut: usize,
  weights: usize,
  gradIn: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
  scratch: usize,
): void {
  const right = packLeftRows(gradOut, rows, outputs, scratch)
  for (let k = 0; k < inputs; k += TILE_COLUMNS) {
    const columns = min(TILE_COLUMNS, inputs - k)
    packRows(weights + bytes(k * outputs), bytes(outputs), outputs, columns, right, TILE_COLUMNS)
    multiplyPanels(scratch, rows, right, columns, outputs, gradIn + bytes(k), bytes(inputs))
  }
}

// @ts-ignore: decorator
@inline
function bytes(floats: i32): usize {
  return (<usize>floats) << 2
}

/** Packs the rows of a matrix into panels of 4; returns the first address behind them. */
function packLeftRows(matrix: usize, rows: i32, depth: i32, panels: usize): usize {
  for (let r = 0; r < rows; r += TILE_ROWS) {
    packRows(matrix + bytes(r * depth), bytes(depth), depth, min(TILE_ROWS, rows - r), panels, TILE_ROWS)
    panels += bytes(depth * TILE_ROWS)
  }
  return panels
}

/** Packs the columns of a matrix into panels of 4; returns the first address behind them. */
function packLeftColumns(matrix: usize, depth: i32, columns: i32, panels: usize): usize {
  for (let c = 0; c < columns; c += TILE_ROWS) {
    packColumns(matrix + bytes(c), bytes(columns), depth, min(TILE_ROWS, columns - c), panels, TILE_ROWS)
    panels += bytes(depth * TILE_ROWS)
  }
  return panels
}

/** Multiplies every left panel with one right panel: a strip of the result, `columns` ≤ 8 wide. */
function multiplyPanels(
  left: usize,
  rows: i32,
  right: usize,
  columns: i32,
  depth: i32,
  result: usize,
  stride: usize,
): void {
  const spare = right + bytes(depth * TILE_COLUMNS)
  for (let r = 0; r < rows; r += TILE_ROWS) {
    if (columns == TILE_COLUMNS && r + TILE_ROWS <= rows) multiplyTile(left, right, depth, result, stride)
    else {
      multiplyTile(left, right, depth, spare, bytes(TILE_COLUMNS))
      copyPart(spare, min(TILE_ROWS, rows - r), columns, result, stride)
    }
    left += bytes(depth * TILE_ROWS)
    result += stride * TILE_ROWS
  }
}

/** Copies the part of a spare tile that lies inside the result. */
function copyPart(tile: usize, rows: i32, columns: i32, result: usize, stride: usize): void {
  for (let r = 0; r < rows; r++) {
    memory.copy(result, tile, bytes(columns))
    tile += bytes(TILE_COLUMNS)
    result += stride
  }
}

/** target[i] += source[i] */
function addInPlace(target: usize, source: usize, count: i32): void {
  let i = 0
  for (; i + 4 <= count; i += 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)))
    target += 16
    source += 16
  }
  if (i < count) put(target, f32x4.add(v128.load(target), v128.load(source)), count - i)
}
