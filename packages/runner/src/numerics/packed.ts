/** What the npm package knows of the numeric code that it was made of: it has neither sources nor folders to look at. */
export interface PackedNumerics {
  id: string
  /** Of the `kernels.wasm` that lies beside this code. */
  kernelsSha256: string
}

/** Absent in a checkout; packing puts a file of its own in the place of this one. */
export const packed = undefined as PackedNumerics | undefined
