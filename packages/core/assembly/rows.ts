// What is computed along each row of a matrix: few columns, the classes.

@unmanaged
class Rows {
  x: usize
  stride: usize
  rows: i32
  columns: i32
  out: usize
}

// @ts-ignore: decorator
@inline
function place(row: usize, column: i32, stride: usize): usize {
  return row + <usize>(column >> 4) * stride + (<usize>(column & 15) << 2)
}

/** out[r] = the largest x[r, c]; NaN where there is one */
export function rowMaxima(at: usize): void {
  const args = changetype<Rows>(at)
  for (let r = 0; r < args.rows; r++) {
    const row = args.x + (<usize>r << 6)
    let largest = load<f32>(row)
    for (let c = 1; c < args.columns; c++) largest = max(largest, load<f32>(place(row, c, args.stride)))
    store<f32>(args.out + (<usize>r << 2), largest)
  }
}

/** out[r] = Σ over columns of x[r, c], ascending: one sum in one order, so the vector unit must not help here */
export function rowSums(at: usize): void {
  const args = changetype<Rows>(at)
  for (let r = 0; r < args.rows; r++) {
    const row = args.x + (<usize>r << 6)
    let sum: f32 = 0
    for (let c = 0; c < args.columns; c++) sum += load<f32>(place(row, c, args.stride))
    store<f32>(args.out + (<usize>r << 2), sum)
  }
}

@unmanaged
class Labelled extends Rows {
  labels: usize
}

/** out[r] = 1 where the first of the largest x[r, c] is the label's, else 0 */
export function hits(at: usize): void {
  const args = changetype<Labelled>(at)
  for (let r = 0; r < args.rows; r++) {
    const row = args.x + (<usize>r << 6)
    let best = 0
    let largest = load<f32>(row)
    for (let c = 1; c < args.columns; c++) {
      const value = load<f32>(place(row, c, args.stride))
      if (value > largest) {
        largest = value
        best = c
      }
    }
    store<f32>(args.out + (<usize>r << 2), best == load<i32>(args.labels + (<usize>r << 2)) ? 1 : 0)
  }
}

@unmanaged
class OneHot {
  labels: usize
  out: usize
  stride: usize
  rows: i32
  columns: i32
  on: f32
  off: f32
}

/** out[r, c] = on where c is the label, else off */
export function oneHot(at: usize): void {
  const args = changetype<OneHot>(at)
  for (let r = 0; r < args.rows; r++) {
    const row = args.out + (<usize>r << 6)
    for (let c = 0; c < args.columns; c++) store<f32>(place(row, c, args.stride), args.off)
    store<f32>(place(row, load<i32>(args.labels + (<usize>r << 2)), args.stride), args.on)
  }
}
