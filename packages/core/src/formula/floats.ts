/** Numbers in a kernel's own memory: float32, or float64 where a test wants no rounding. */
export type Floats = Float32Array | Float64Array
