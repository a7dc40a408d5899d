import { type Kernels, simdKernels } from '@hypersweep/core'
import { RunnerError } from '../errors.ts'
import { kernelsFile, readKernels } from '../numerics/numeric-packages.ts'

/**
 * The compiled kernels: compiled here once, then shared with every thread.
 *
 * @throws RunnerError KERNELS_MISSING when they were never built, KERNELS_BROKEN when the file is no module for this Node
 */
export async function loadKernels(file = kernelsFile()): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readKernels(file)).catch((cause: unknown) => {
    const needed = 'It must be a WebAssembly module; build it again with `pnpm kernels`.'
    throw new RunnerError('KERNELS_BROKEN', `This Node cannot compile ${file}.`, needed, { cause })
  })
}

/** Kernels for the main thread: predictions and ensembles. */
export async function mainKernels(): Promise<Kernels> {
  return simdKernels(await loadKernels())
}
