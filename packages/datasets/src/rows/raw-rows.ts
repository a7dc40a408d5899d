/** Rows of features as they stand in a file, unscaled. */
export interface RawRows {
  /** What the file is. */
  format: RowFormat
  /** Of one row: [features], [height, width] or [height, width, channels]. */
  shape: readonly number[]
  /** [rows, …shape], row-major. */
  values: ArrayLike<number>
  /** Columns of a CSV file that are no features of the network, and were left out. */
  unused?: readonly string[]
  /** What the file itself says each row is, where a label column was named. */
  labels?: readonly string[]
}

export type RowFormat = 'csv' | 'idx' | 'npy' | 'cifar10'
