import type { RawFeatures } from './raw-features.ts'

const [PIXELS, CHANNELS, CLASSES] = [1024, 3, 10]
const RECORD = 1 + PIXELS * CHANNELS

/** Whether these are records of CIFAR-10's binary version: a label from 0 to 9, then 3072 bytes. No text is. */
export function isCifar(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length % RECORD !== 0) return false
  for (let start = 0; start < bytes.length; start += RECORD) if (bytes[start]! >= CLASSES) return false
  return true
}

/** The images [32, 32, 3] of such records; their labels are not looked at. */
export function cifarFeatures(bytes: Uint8Array): RawFeatures {
  const values = new Float64Array((bytes.length / RECORD) * PIXELS * CHANNELS)
  for (let i = 0; i < values.length; i++) {
    const [record, within] = [Math.floor(i / (PIXELS * CHANNELS)), i % (PIXELS * CHANNELS)]
    const [pixel, channel] = [Math.floor(within / CHANNELS), within % CHANNELS]
    values[i] = bytes[record * RECORD + 1 + channel * PIXELS + pixel]!
  }
  return { inputs: PIXELS * CHANNELS, values }
}
