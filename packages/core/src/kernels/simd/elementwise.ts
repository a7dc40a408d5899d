import { seedKey } from '@hypersweep/numbers'
import { DROPOUT_COUNTER, type Floats, type Kernels } from '../kernels.ts'
import type { KernelExports } from './exports.ts'

type ElementwiseKernels = Pick<Kernels, 'activate' | 'activateBackward' | 'dropoutMask' | 'multiply'>

/** What works on one element at a time; the identity needs no module. */
export function elementwiseKernels(wasm: KernelExports): ElementwiseKernels {
  return {
    activate(name, x, out, count) {
      if (name === 'identity') copy(x, out, count)
      else wasm[name](x.byteOffset, out.byteOffset, count)
    },

    activateBackward(name, out, gradOut, gradIn, count) {
      if (name === 'identity') copy(gradOut, gradIn, count)
      else wasm[`${name}Backward`](out.byteOffset, gradOut.byteOffset, gradIn.byteOffset, count)
    },

    dropoutMask(mask, count, threshold, { seed, layer, epoch, step }) {
      const [low, high] = seedKey(seed)
      const scale = 65536 / threshold
      wasm.dropoutMask(mask.byteOffset, count, threshold, scale, step, epoch, DROPOUT_COUNTER + layer, low, high)
    },

    multiply(a, b, out, count) {
      wasm.multiply(a.byteOffset, b.byteOffset, out.byteOffset, count)
    },
  }
}

function copy(from: Floats, to: Floats, count: number): void {
  if (from !== to) to.set(from.subarray(0, count))
}
