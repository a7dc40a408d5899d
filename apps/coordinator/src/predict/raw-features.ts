/** Rows as they stand in a file, unscaled: values [rows, inputs], row-major. */
export interface RawFeatures {
  inputs: number
  values: Float64Array
  /** What the file itself says each row is, where a label column was named. */
  labels?: readonly string[]
}
