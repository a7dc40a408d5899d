import { DatasetError } from '../errors.ts'
import type { DataFile } from '../files/read-data-file.ts'

/** By label. */
export const CIFAR_CLASSES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ')
export const CIFAR_SHAPE = [32, 32, 3]

export const PIXELS = 32 * 32
export const CHANNELS = 3
/** A label, then the red, the green and the blue pixels, each row by row. */
export const RECORD = 1 + CHANNELS * PIXELS

/** Whether these are such records: a label from 0 to 9, then 3072 bytes. No text is. */
export function isCifar(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length % RECORD !== 0) return false
  for (let start = 0; start < bytes.length; start += RECORD) if (bytes[start] >= CIFAR_CLASSES.length) return false
  return true
}

/**
 * The number of records in a file.
 *
 * @throws DatasetError DATA_CIFAR when it is none, or a label is none of the ten
 */
export function countRecords({ name, bytes }: DataFile): number {
  const records = bytes.length / RECORD
  if (records < 1 || !Number.isInteger(records)) {
    const got = `${name} has ${bytes.length} bytes.`
    throw new DatasetError('DATA_CIFAR', got, `Use CIFAR-10 in its binary version, with ${RECORD} bytes an image.`)
  }
  for (let record = 0; record < records; record++) {
    const label = bytes[record * RECORD]
    if (label < CIFAR_CLASSES.length) continue
    const got = `${name}: image ${record + 1} has the label ${label}.`
    throw new DatasetError('DATA_CIFAR', got, 'Labels are 0 to 9: use CIFAR-10, not CIFAR-100.')
  }
  return records
}

/** Writes a file's images [rows, 32, 32, 3], bytes / 255, and their labels to row `from` and after. */
export function readRecords({ bytes }: DataFile, from: number, features: Float32Array, labels: Int32Array): void {
  const shades = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)
  for (let record = 0; record < bytes.length / RECORD; record++) {
    const start = record * RECORD
    labels[from + record] = bytes[start]
    const to = (from + record) * CHANNELS * PIXELS
    for (let channel = 0; channel < CHANNELS; channel++) {
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        features[to + pixel * CHANNELS + channel] = shades[bytes[start + 1 + channel * PIXELS + pixel]]
      }
    }
  }
}
