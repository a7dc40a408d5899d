import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatasetError } from '../errors.ts'
import { describeCifar, describeCsv, describeIdx, type Facts } from './describe-data.ts'

/** A data set that lies below a folder. */
export type FoundData = {
  /** Below the folder, with `/`; empty for the folder itself. */
  path: string
  format: 'idx' | 'cifar10' | 'csv'
  /** On the disk. */
  bytes: number
} & ({ status: 'sound'; facts: Facts } | { status: 'broken'; message: string })

export interface Found {
  data: readonly FoundData[]
  /** Whether there was more to look through than is looked through. */
  isCut: boolean
}

const DEPTH_LIMIT = 4
const ENTRY_LIMIT = 20_000

/**
 * Looks through a folder and those below it for what a sweep can read: folders of IDX or CIFAR-10 files, and CSV files.
 * Each is read whole, so that what is told of it is so. Folders whose name begins with a dot are passed over.
 *
 * @throws what reading the folder itself throws
 */
export async function findData(root: string): Promise<Found> {
  const walk: Walk = { entries: 0, places: [] }
  await look(root, '', walk)
  const data: FoundData[] = []
  // One by one: some take hundreds of megabytes while they are read.
  for (const place of walk.places) data.push(await described(root, place))
  return { data, isCut: walk.entries > ENTRY_LIMIT }
}

interface Place {
  path: string
  format: FoundData['format']
  /** Names of its files. */
  files: readonly string[]
}

interface Walk {
  entries: number
  places: Place[]
}

async function look(root: string, path: string, walk: Walk): Promise<void> {
  const entries = (await readdir(join(root, path), { withFileTypes: true })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  walk.entries += entries.length
  if (walk.entries > ENTRY_LIMIT) return
  const inner = (name: string) => (path === '' ? name : `${path}/${name}`)
  // Links are followed, as loading a data set follows them.
  const kinds = await Promise.all(
    entries.map(async ({ name }) => [name, await kindOf(join(root, inner(name)))] as const),
  )
  const files = kinds.filter(([, kind]) => kind === 'file').map(([name]) => name)
  const idx = files.filter((name) => /^(train|t10k)-(images-idx3|labels-idx1)-ubyte(\.gz)?$/.test(name))
  if (idx.some((name) => name.startsWith('train-'))) walk.places.push({ path, format: 'idx', files: idx })
  const cifar = files.filter((name) => /^(data_batch|train|test).*\.bin(\.gz)?$/.test(name))
  if (cifar.some((name) => !name.startsWith('test'))) walk.places.push({ path, format: 'cifar10', files: cifar })
  for (const name of files.filter((each) => /\.csv(\.gz)?$/i.test(each))) {
    walk.places.push({ path: inner(name), format: 'csv', files: [''] })
  }
  if (path.split('/').length >= DEPTH_LIMIT) return
  for (const [name, kind] of kinds) {
    if (kind === 'folder' && !name.startsWith('.') && name !== 'node_modules') {
      await look(root, inner(name), walk).catch(unlessUnreadable)
    }
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other'> {
  const stats = await stat(path).catch(() => undefined)
  if (stats?.isFile()) return 'file'
  return stats?.isDirectory() ? 'folder' : 'other'
}

/** Of the folders below, those that may not be read hold nothing that could be. */
function unlessUnreadable(error: NodeJS.ErrnoException): void {
  if (!['EACCES', 'EPERM', 'ENOENT'].includes(error.code ?? '')) throw error
}

const DESCRIBE = { idx: describeIdx, cifar10: describeCifar, csv: describeCsv }

async function described(root: string, { path, format, files }: Place): Promise<FoundData> {
  const place = join(root, path)
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(place, name))).size))
  const told = { path, format, bytes: sizes.reduce((sum, size) => sum + size, 0) }
  try {
    return { ...told, status: 'sound', facts: await DESCRIBE[format](place) }
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error
    return { ...told, status: 'broken', message: error.message }
  }
}
