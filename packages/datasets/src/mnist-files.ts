import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Where tests find MNIST: the folder that HYPERSWEEP_MNIST names, or else data/mnist in the repository; undefined where
 * neither holds it.
 *
 * @throws Error where it is missing and HYPERSWEEP_REQUIRE_MNIST is 1
 */
export function mnistFiles(): { root: string; path: string } | undefined {
  const folder = process.env['HYPERSWEEP_MNIST'] ?? join(import.meta.dirname, '../../../data/mnist')
  const first = join(folder, 'train-images-idx3-ubyte')
  if (existsSync(first) || existsSync(`${first}.gz`)) return { root: dirname(folder), path: basename(folder) }
  const message = `MNIST is not in ${folder}: put its four files there, or name their folder in HYPERSWEEP_MNIST.`
  if (process.env['HYPERSWEEP_REQUIRE_MNIST'] === '1') throw new Error(message)
  process.stderr.write(`Tests on MNIST are skipped. ${message}\n`)
  return undefined
}
