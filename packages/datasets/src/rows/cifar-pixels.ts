import { CHANNELS, CIFAR_SHAPE, PIXELS, RECORD } from '../cifar/cifar-records.ts'
import type { RawRows } from './raw-rows.ts'

/** The images [32, 32, 3] of CIFAR-10's records; their labels are not looked at. */
export function cifarPixels(bytes: Uint8Array): Pick<RawRows, 'shape' | 'values'> {
  const values = new Uint8Array((bytes.length / RECORD) * PIXELS * CHANNELS)
  for (let i = 0; i < values.length; i++) {
    const [record, within] = [Math.floor(i / (PIXELS * CHANNELS)), i % (PIXELS * CHANNELS)]
    const [pixel, channel] = [Math.floor(within / CHANNELS), within % CHANNELS]
    values[i] = bytes[record * RECORD + 1 + channel * PIXELS + pixel]
  }
  return { shape: CIFAR_SHAPE, values }
}
