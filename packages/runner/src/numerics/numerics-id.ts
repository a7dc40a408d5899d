import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { numericPackages, readKernels } from './numeric-packages.ts'
import { packed } from './packed.ts'

/**
 * Names the numeric code: SHA-256 over the shipped source of `core` and `numbers` and over the compiled kernels.
 *
 * A trial's bits are a function of its params, its seed, its data and this code, so a sweep or a checkpoint made by
 * another one is refused. Tests and suites are left out, since they decide nothing, and so are the kernels' own sources:
 * what they decide is in the compiled module. Each file counts with its name and its size, in order of the names.
 * The npm package carries the id of the sources that it was made of, so that it and a checkout work on one sweep.
 *
 * @throws RunnerError KERNELS_MISSING when the kernels were never built
 */
export async function numericsId(): Promise<string> {
  if (packed) return packed.id
  const { core, numbers } = numericPackages()
  const sources = await Promise.all([sourcesOf('core', core), sourcesOf('numbers', numbers)])
  return hashFiles([...sources.flat(), { name: 'kernels.wasm', bytes: await readKernels() }])
}

interface ShippedFile {
  name: string
  bytes: Uint8Array
}

/** The `.ts` files of a package that decide something, named the same on every system. */
export async function sourcesOf(name: string, folder: string): Promise<ShippedFile[]> {
  const files = await readdir(join(folder, 'src'), { recursive: true })
  const deciding = files.filter((file) => file.endsWith('.ts') && !FOR_TESTS.test(file))
  return Promise.all(
    deciding.map(async (file) => ({
      name: `${name}/${file.split(sep).join('/')}`,
      bytes: await readFile(join(folder, 'src', file)),
    })),
  )
}

/** Tests, suites, and the folders that only these import. */
const FOR_TESTS = /\.(test|conformance)\.ts$|(^|[/\\])(testing|conformance)[/\\]/

/** SHA-256 over name, size and bytes of each file, in order of the names. */
export function hashFiles(files: readonly ShippedFile[]): string {
  const hash = createHash('sha256')
  for (const { name, bytes } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${name}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}
