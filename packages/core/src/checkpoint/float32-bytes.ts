/** The values as float32 in little-endian order, on every machine. */
export function float32Bytes(values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i], true)
  return bytes
}

/** Reads what `float32Bytes` wrote; a rest of fewer than four bytes is left out. */
export function float32Values(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(Math.floor(bytes.length / 4))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(i * 4, true)
  return values
}
