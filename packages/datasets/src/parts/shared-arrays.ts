/** Zeros in shared memory: every thread of the process reads the same data. */
export function sharedFloats(count: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * count))
}

export function sharedIntegers(values: ArrayLike<number>): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(4 * values.length))
  shared.set(values)
  return shared
}

export function sharedRows(rows: ArrayLike<number>): Uint32Array {
  const shared = new Uint32Array(new SharedArrayBuffer(4 * rows.length))
  shared.set(rows)
  return shared
}
