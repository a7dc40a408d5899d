import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RunnerError } from '../errors.ts'
import { packed } from './packed.ts'

/** Resolves as an import would, from source and from dist alike; `import.meta.resolve` is not there in every test runner. */
const { resolve } = createRequire(import.meta.url)

/** Folders of the packages whose code decides bits. Both have their `src`, so it lies there however they are run. */
export function numericPackages(): { numbers: string; core: string } {
  const folderOf = (name: string) => dirname(dirname(resolve(name)))
  return { core: folderOf('@hypersweep/core'), numbers: folderOf('@hypersweep/numbers') }
}

export function kernelsFile(): string {
  if (packed) return fileURLToPath(new URL('./kernels.wasm', import.meta.url))
  return join(numericPackages().core, 'dist/kernels.wasm')
}

const FIX = packed ? 'install hypersweep again' : 'build them with `pnpm kernels`'

/** @throws RunnerError KERNELS_MISSING when they are not there, KERNELS_BROKEN when they are not the package's own */
export async function readKernels(file = kernelsFile()): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    const needed = `Training needs them; ${FIX}.`
    throw new RunnerError('KERNELS_MISSING', `There are no compiled kernels at ${file}.`, needed, { cause })
  })
  checkPacked(bytes, file)
  return bytes
}

/** The package's id was computed with its kernels: other ones would train under a wrong name. */
function checkPacked(bytes: Uint8Array, file: string): void {
  if (!packed || createHash('sha256').update(bytes).digest('hex') === packed.kernelsSha256) return
  const needed = 'Weights would have other bits; install hypersweep again.'
  throw new RunnerError('KERNELS_BROKEN', `${file} is not the file that this package was made with.`, needed)
}
