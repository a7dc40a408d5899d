/** The nonzeros of a data set's features, row after row; see `SparseRows` of the kernels. */
export interface Nonzeros {
  /** [rows + 1] */
  readonly starts: Uint32Array
  /** Two words an entry: its column times 64, and the bits of its float32 value. */
  readonly entries: Uint32Array
}

/** Share of the values that are not zero, in [0, 1]. */
export function densityOf(features: Float32Array): number {
  let count = 0
  for (let i = 0; i < features.length; i++) if (features[i] !== 0) count++
  return count / features.length
}

/**
 * Lists the nonzeros of features [rows, columns], once for a data set, so that products can skip the zeros.
 *
 * @param words  makes the arrays: in shared memory, where several threads read them
 */
export function listNonzeros(
  features: Float32Array,
  columns: number,
  words: (count: number) => Uint32Array = (count) => new Uint32Array(count),
): Nonzeros {
  const rows = features.length / columns
  const starts = words(rows + 1)
  const entries = words(2 * Math.round(densityOf(features) * features.length))
  const bits = new Uint32Array(features.buffer, features.byteOffset, features.length)
  let entry = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = row * columns + column
      if (features[place] === 0) continue
      entries[2 * entry] = 64 * column
      entries[2 * entry + 1] = bits[place]
      entry++
    }
    starts[row + 1] = entry
  }
  return { starts, entries }
}
