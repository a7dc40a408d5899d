import { CliError } from '../errors.ts'
import type { RawFeatures } from './raw-features.ts'

const HEADER = 16
/** Two zeros, unsigned bytes, three dimensions. */
const MAGIC = 0x00_00_08_03

/** The images of an IDX file: rows × height × width unsigned bytes. */
export function idxFeatures(bytes: Uint8Array, path: string): RawFeatures {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER || view.getUint32(0) !== MAGIC) throw noImages(path, 'begins otherwise')
  const [rows, height, width] = [view.getUint32(4), view.getUint32(8), view.getUint32(12)]
  if (bytes.length !== HEADER + rows * height * width) throw noImages(path, `has ${bytes.length} bytes`)
  return { inputs: height * width, values: Float64Array.from(bytes.subarray(HEADER)) }
}

function noImages(path: string, why: string): CliError {
  const needed = 'A file of images begins 00 00 08 03, then their number, height and width, then that many bytes.'
  return new CliError('PREDICT_FILE', `${path} is no IDX file of images: it ${why}.`, needed)
}
