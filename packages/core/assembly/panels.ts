// A panel holds `width` (4 or 8) neighbouring rows or columns of a matrix as [depth][width], so that the tile reads it
// from front to back. Lanes past the edge of the matrix are zero; the sums in them are never stored.

/** Columns of a row-major matrix: panel[k][lane] = matrix[k, lane], for lane < lanes ≤ width. */
export function packColumns(matrix: usize, stride: usize, depth: i32, lanes: i32, panel: usize, width: i32): void {
  if (lanes < width) packEdge(matrix, stride, 4, depth, lanes, panel, width)
  else if (width == 8) copyColumns8(matrix, stride, depth, panel)
  else copyColumns4(matrix, stride, depth, panel)
}

/** Rows of a row-major matrix: panel[k][lane] = matrix[lane, k], for lane < lanes ≤ width. */
export function packRows(matrix: usize, stride: usize, depth: i32, lanes: i32, panel: usize, width: i32): void {
  if (lanes < width) return packEdge(matrix, 4, stride, depth, lanes, panel, width)
  for (let lane = 0; lane < width; lane += 4) {
    transposeRows4(matrix + <usize>lane * stride, stride, depth, panel + ((<usize>lane) << 2), (<usize>width) << 2)
  }
}

function copyColumns8(matrix: usize, stride: usize, depth: i32, panel: usize): void {
  const end = panel + ((<usize>depth) << 5)
  while (panel < end) {
    v128.store(panel, v128.load(matrix))
    v128.store(panel, v128.load(matrix, 16), 16)
    matrix += stride
    panel += 32
  }
}

function copyColumns4(matrix: usize, stride: usize, depth: i32, panel: usize): void {
  const end = panel + ((<usize>depth) << 4)
  while (panel < end) {
    v128.store(panel, v128.load(matrix))
    matrix += stride
    panel += 16
  }
}

/** target[k] = (row₀[k], row₁[k], row₂[k], row₃[k]); targets are `step` bytes apart. */
function transposeRows4(row: usize, stride: usize, depth: i32, target: usize, step: usize): void {
  let k = 0
  for (; k + 4 <= depth; k += 4) {
    transposeBlock(row, stride, target, step)
    row += 16
    target += 4 * step
  }
  for (; k < depth; k++) {
    for (let lane: usize = 0; lane < 4; lane++) store<f32>(target + (lane << 2), load<f32>(row + lane * stride))
    row += 4
    target += step
  }
}

// @ts-ignore: decorator
@inline
function transposeBlock(row: usize, stride: usize, target: usize, step: usize): void {
  const r0 = v128.load(row)
  const r1 = v128.load(row + stride)
  const r2 = v128.load(row + 2 * stride)
  const r3 = v128.load(row + 3 * stride)
  const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5)
  const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7)
  const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5)
  const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7)
  v128.store(target, v128.shuffle<i64>(low01, low23, 0, 2))
  v128.store(target + step, v128.shuffle<i64>(low01, low23, 1, 3))
  v128.store(target + 2 * step, v128.shuffle<i64>(high01, high23, 0, 2))
  v128.store(target + 3 * step, v128.shuffle<i64>(high01, high23, 1, 3))
}

/** panel[k][lane] = matrix at k·depthStride + lane·laneStride; zero where lane ≥ lanes. */
function packEdge(
  matrix: usize,
  depthStride: usize,
  laneStride: usize,
  depth: i32,
  lanes: i32,
  panel: usize,
  width: i32,
): void {
  for (let k = 0; k < depth; k++) {
    for (let lane = 0; lane < width; lane++) {
      store<f32>(panel, lane < lanes ? load<f32>(matrix + <usize>lane * laneStride) : 0)
      panel += 4
    }
    matrix += depthStride
  }
}
