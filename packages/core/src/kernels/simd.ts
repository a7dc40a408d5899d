import type { Kernels } from './kernels.ts'
import { arena } from './simd/arena.ts'
import { denseKernels } from './simd/dense.ts'
import { elementwiseKernels } from './simd/elementwise.ts'
import type { KernelExports } from './simd/exports.ts'
import { optimizerKernels } from './simd/optimizers.ts'

/**
 * The kernels in WebAssembly with 128-bit vectors, equal to `referenceKernels({ precision: 'float32' })` in every bit.
 *
 * `module` is the compiled dist/kernels.wasm, which the caller reads: this package does no I/O. Each call of this
 * function has a memory of its own. Arrays keep their place when the memory grows; `release` lets the next ones
 * overwrite them.
 */
export function simdKernels(module: WebAssembly.Module): Kernels {
  const space = arena()
  const instance = new WebAssembly.Instance(module, { env: { memory: space.memory } })
  const wasm = instance.exports as unknown as KernelExports
  space.startAt(wasm.heapBase())
  return {
    name: 'simd',
    floats: space.floats,
    integers: space.integers,
    release: space.reset,
    ...denseKernels(wasm, space),
    ...elementwiseKernels(wasm),
    ...optimizerKernels(wasm),

    softmax(logits, out, { rows, classes }) {
      wasm.softmax(logits.byteOffset, out.byteOffset, rows, classes)
    },

    softmaxCrossEntropy(logits, labels, losses, gradLogits, { rows, classes }) {
      const [z, y, loss, grad] = [logits.byteOffset, labels.byteOffset, losses.byteOffset, gradLogits.byteOffset]
      wasm.softmaxCrossEntropy(z, y, loss, grad, rows, classes)
    },
  }
}
