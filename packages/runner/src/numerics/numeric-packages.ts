import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { RunnerError } from '../errors.ts'

/** Resolves as an import would, from source and from dist alike; `import.meta.resolve` is not there in every test runner. */
const { resolve } = createRequire(import.meta.url)

/** Folders of the packages whose code decides bits. Both ship their `src`, so it lies there however they are run. */
export function numericPackages(): { numbers: string; core: string } {
  const folderOf = (name: string) => dirname(dirname(resolve(name)))
  return { core: folderOf('@hypersweep/core'), numbers: folderOf('@hypersweep/numbers') }
}

export function kernelsFile(): string {
  return join(numericPackages().core, 'dist/kernels.wasm')
}

/** @throws RunnerError KERNELS_MISSING when they were never built */
export async function readKernels(file = kernelsFile()): Promise<Uint8Array<ArrayBuffer>> {
  return readFile(file).catch((cause: unknown) => {
    const needed = 'Training needs them; build them with `pnpm kernels`.'
    throw new RunnerError('KERNELS_MISSING', `There are no compiled kernels at ${file}.`, needed, { cause })
  })
}
