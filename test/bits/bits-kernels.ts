import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Kernels, referenceKernels, simdKernels } from '@hypersweep/core'

/** The kernels that shall give the same bits. */
export const KERNEL_NAMES = ['reference', 'portable', 'wide'] as const
export type KernelName = (typeof KERNEL_NAMES)[number]

/** The kernels of this name, whatever a program's own choice between them would be on this machine. */
export function bitsKernels(name: KernelName): Kernels {
  if (name === 'reference') return referenceKernels({ precision: 'float32' })
  const file = fileURLToPath(import.meta.resolve('@hypersweep/core/kernels.wasm'))
  return simdKernels(new WebAssembly.Module(readFileSync(file)), { wide: name === 'wide' })
}
