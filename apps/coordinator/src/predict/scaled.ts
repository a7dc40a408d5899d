import type { Scale } from '@hypersweep/core'

/** Values [rows, inputs] scaled as the training data was, and rounded to float32 once. */
export function scaled(values: Float64Array, inputs: number, scale: Scale): Float32Array {
  switch (scale.kind) {
    case 'none':
      return Float32Array.from(values)
    case 'divide':
      return Float32Array.from(values, (value) => value / scale.by)
    case 'standardize':
      return Float32Array.from(values, (value, index) => {
        const column = index % inputs
        return (value - scale.mean[column]!) / scale.deviation[column]!
      })
  }
}
