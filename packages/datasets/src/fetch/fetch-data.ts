import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type DownloadOptions, downloadFile, sha256Of } from './download-file.ts'
import type { PublishedData, PublishedFile } from './published-data.ts'
import { removeUnpacked, unpackTar } from './unpack-tar.ts'

export interface FetchOptions extends Omit<DownloadOptions, 'file' | 'mirrors' | 'progress'> {
  data: PublishedData
  /** In place of the published ones. */
  mirrors?: readonly string[]
  /** Told how far a file is. */
  progress: (file: PublishedFile, bytes: number) => void
  /** Told of a file that is whole. */
  done: (file: PublishedFile, how: Fetched) => void
}

export type Fetched = 'fetched' | 'there' | 'there, unpacked'

/** Of the files that an archive was unpacked into, in the form of the command of that name. */
const SUMS = 'SHA256SUMS'

/** Gets a data set into a folder that is there, file by file; what is there already stays. */
export async function fetchData(options: FetchOptions): Promise<void> {
  const { data, folder } = options
  if (data.members === undefined) {
    for (const file of data.files) await fetchOne(file, options)
  } else {
    await fetchArchive(data.files[0]!, data.members, options)
  }
  async function fetchOne(
    file: PublishedFile,
    { data, mirrors = data.mirrors, progress, done, ...rest }: FetchOptions,
  ) {
    // Readers take the plain file first, so that the packed one would change nothing.
    if (await isFile(join(folder, file.name.replace(/\.gz$/, '')))) return done(file, 'there, unpacked')
    done(file, await downloadFile({ ...rest, file, mirrors, progress: (bytes) => progress(file, bytes) }))
  }
}

async function fetchArchive(
  file: PublishedFile,
  members: readonly string[],
  { data, mirrors = data.mirrors, progress, done, ...rest }: FetchOptions,
): Promise<void> {
  const { folder } = rest
  const names = members.map((name) => basename(name))
  if (await areWhole(names, folder)) return done(file, 'there, unpacked')
  await downloadFile({ ...rest, file, mirrors, progress: (bytes) => progress(file, bytes) })
  const archive = join(folder, file.name)
  try {
    await unpackTar(archive, members, folder)
  } finally {
    await removeUnpacked(members, folder)
  }
  const sums = await Promise.all(names.map(async (name) => `${await sha256Of(join(folder, name))}  ${name}\n`))
  await writeFile(join(folder, SUMS), sums.join(''))
  await rm(archive)
  done(file, 'fetched')
}

/** Whether the files are there as they were unpacked. */
async function areWhole(names: readonly string[], folder: string): Promise<boolean> {
  const sums = await readFile(join(folder, SUMS), 'utf8').catch(() => '')
  for (const name of names) {
    const sum = sums.split('\n').find((line) => line.endsWith(`  ${name}`))
    if (sum === undefined || !(await isFile(join(folder, name)))) return false
    if (!sum.startsWith(await sha256Of(join(folder, name)))) return false
  }
  return true
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  )
}
