import { philox4x32, seedKey } from '@hypersweep/numbers'
import { DROPOUT_COUNTER, type Kernels } from '../kernels.ts'
import type { Arithmetic } from './arithmetic.ts'

type DropoutKernels = Pick<Kernels, 'dropoutMask' | 'multiply'>

export function dropoutKernels({ round }: Arithmetic): DropoutKernels {
  const words = new Uint32Array(4)
  return {
    dropoutMask(mask, count, threshold, { seed, layer, epoch, step }) {
      const key = seedKey(seed)
      const scale = round(65536 / threshold)
      for (let i = 0; i < count; i++) {
        const place = i % 8
        if (place === 0) philox4x32([i / 8, step, epoch, DROPOUT_COUNTER + layer], key, words)
        const bits = (words[place >> 1] >>> (place % 2 === 0 ? 0 : 16)) & 0xffff
        mask[i] = bits < threshold ? scale : 0
      }
    },

    multiply(a, b, out, count) {
      for (let i = 0; i < count; i++) out[i] = round(a[i] * b[i])
    },
  }
}
