import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Dataset } from '@hypersweep/core'
import { loadDataset } from '@hypersweep/datasets'
import type { DataFiles } from './protocol.ts'
import type { DataName } from './works.ts'

const MNIST = resolve(process.env['HYPERSWEEP_MNIST'] ?? join(import.meta.dirname, '../../data/mnist'))
/** Enough to leave the caches; drawing takes a few seconds. */
const DRAWN_DIGITS = 20_000

/** The data set of a work, with a validation part of one row: what is measured is training. */
export async function benchDataset(name: DataName): Promise<Dataset> {
  const data = await (name === 'images' ? images() : points())
  return { ...data, validation: data.validation.subarray(0, 1) }
}

function images(): Promise<Dataset> {
  const [path, root] = [basename(MNIST), dirname(MNIST)]
  if (existsSync(MNIST)) return loadDataset({ source: 'mnist', path, validation: 1, seed: 0 }, { root })
  const parts = { validation: 10, test: 10, seed: 0 }
  return loadDataset({ source: 'digits', rows: DRAWN_DIGITS, noise: 0.25, ...parts }, { root })
}

function points(): Promise<Dataset> {
  const parts = { validation: 3, test: 3, seed: 0 }
  return loadDataset({ source: 'spirals', rows: 10_000, classes: 3, noise: 0.05, ...parts }, { root: '.' })
}

/** The training part of data sets as files that every contender can read. */
export interface BenchData extends AsyncDisposable {
  files(name: DataName): Promise<DataFiles>
  /** Such as 'mnist: 59999 rows, 19 % of the inputs are not zero', of what was asked for so far. */
  about(): string[]
}

export async function benchData(): Promise<BenchData> {
  const folder = await mkdtemp(join(tmpdir(), 'hypersweep-bench-'))
  const known = new Map<DataName, { files: DataFiles; about: string }>()
  return {
    async files(name) {
      const entry = known.get(name) ?? (await write(folder, await benchDataset(name)))
      known.set(name, entry)
      return entry.files
    },
    about: () => [...known.values()].map((entry) => entry.about),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function write(folder: string, data: Dataset): Promise<{ files: DataFiles; about: string }> {
  const { name, train, inputs, shape, classNames } = data
  const features = new Float32Array(train.length * inputs)
  for (const [i, row] of train.entries()) {
    features.set(data.features.subarray(row * inputs, (row + 1) * inputs), i * inputs)
  }
  const labels = Int32Array.from(train, (row) => data.labels[row]!)
  const files = { features: join(folder, `${name}.f32`), labels: join(folder, `${name}.i32`) }
  await writeFile(files.features, features)
  await writeFile(files.labels, labels)
  const share = features.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0) / features.length
  return {
    files: { ...files, shape, classes: classNames.length },
    about: `${name}: ${train.length} rows, ${(100 * share).toFixed(0)} % of the inputs are not zero`,
  }
}
