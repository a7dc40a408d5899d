import { setFlagsFromString } from 'node:v8'
import { type Kernels, simdKernels } from '@hypersweep/core'
import { RunnerError } from '../errors.ts'
import { kernelsFile, readKernels } from '../numerics/numeric-packages.ts'
import { chooseTier, type Tier } from './self-test.ts'

/** The compiled kernels, and which of their tiles is the faster one here: plain data, which threads are handed. */
export interface LoadedKernels extends Tier {
  readonly module: WebAssembly.Module
}

/**
 * The kernels: compiled and tried out here once, then shared with every thread.
 *
 * @throws RunnerError KERNELS_MISSING when they were never built, KERNELS_BROKEN when the file is no module for this Node
 */
export async function loadKernels(file = kernelsFile()): Promise<LoadedKernels> {
  const bytes = await readKernels(file)
  letV8Pack()
  const module = await WebAssembly.compile(bytes).catch((cause: unknown) => {
    const needed = 'It must be a WebAssembly module; build it again with `pnpm kernels`.'
    throw new RunnerError('KERNELS_BROKEN', `This Node cannot compile ${file}.`, needed, { cause })
  })
  return { module, ...chooseTier(module) }
}

export function kernelsFrom({ module, wide }: LoadedKernels): Kernels {
  return simdKernels(module, { wide })
}

/** Kernels for the main thread: predictions and ensembles. */
export async function mainKernels(): Promise<Kernels> {
  return kernelsFrom(await loadKernels())
}

/**
 * Asks V8 to pack pairs of 128-bit operations into 256 bits. The flag is experimental, so what it does is measured
 * (`chooseTier`). It is read when code is optimised, and holds for all threads of the process. Node 24 has it, on x64
 * alone: elsewhere V8 would complain on stderr.
 */
function letV8Pack(): void {
  const [major] = process.versions.node.split('.').map(Number)
  if (process.arch === 'x64' && major! >= 24) setFlagsFromString('--experimental-wasm-revectorize')
}
