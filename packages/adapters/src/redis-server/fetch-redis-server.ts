import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { AdapterError } from '../errors.ts'

const run = promisify(execFile)

export interface FetchRedisServerOptions {
  /** The folder to make, whole or not at all; it holds a command `redis-server`. */
  cacheDir: string
  log: (line: string) => void
  /** Tells whether a command is a server that runs here. */
  starts: (command: string) => Promise<boolean>
}

/**
 * Unpacks Debian's redis-server, and those libraries of it that are not installed, into `cacheDir`.
 *
 * apt resolves the libraries and checks the archive's signatures, with lists and cache of our own: it needs no root and
 * writes nothing elsewhere. Several processes may fetch at once: each works in a folder of its own, the first one's stays.
 */
export async function fetchRedisServer({ cacheDir, log, starts }: FetchRedisServerOptions): Promise<void> {
  await mkdir(dirname(cacheDir), { recursive: true })
  const work = await mkdtemp(`${cacheDir}.fetching-`)
  try {
    log(`no redis-server here: fetching one into ${cacheDir}`)
    await download(work)
    await unpack(work)
    if (!(await starts(join(work, 'redis-server')))) {
      throw new AdapterError('REDIS_FETCH', 'The fetched redis-server does not start.', 'Install one by hand.')
    }
    await moveInto(work, cacheDir, starts)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function download(work: string): Promise<void> {
  for (const folder of ['apt/lists/partial', 'apt/archives/partial'])
    await mkdir(join(work, folder), { recursive: true })
  const ours = [
    `Dir::State::Lists=${join(work, 'apt/lists')}`,
    `Dir::Cache=${join(work, 'apt')}`,
    `Dir::Log=${join(work, 'apt')}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
  ].flatMap((option) => ['-o', option])
  const apt = (...words: string[]) => run('apt-get', [...ours, '-qq', ...words], { timeout: 180_000, env: english() })
  await apt('update')
  await apt('install', '--yes', '--download-only', '--no-install-recommends', 'redis-server')
}

async function unpack(work: string): Promise<void> {
  const archives = join(work, 'apt/archives')
  for (const file of await readdir(archives)) {
    if (file.endsWith('.deb')) await run('dpkg', ['-x', join(archives, file), join(work, 'root')])
  }
  await rm(join(work, 'apt'), { recursive: true, force: true })
  await writeFile(join(work, 'redis-server'), launcher(await libraryFolders(join(work, 'root'))))
  await chmod(join(work, 'redis-server'), 0o755)
}

/** Folders with shared libraries, relative to `root`. */
async function libraryFolders(root: string): Promise<string[]> {
  const files = await readdir(root, { recursive: true })
  return [...new Set(files.filter((file) => /\.so(\.|$)/.test(file)).map((file) => dirname(file)))].sort()
}

/** Finds itself, so that the whole folder can be moved. */
function launcher(libraries: readonly string[]): string {
  const paths = libraries.map((folder) => `$here/root/${folder}`).join(':')
  return `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
LD_LIBRARY_PATH="${paths}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/root/usr/bin/redis-server" "$@"
`
}

/** A folder is renamed only onto a place that is free: another process's good one stays, a broken one gives way. */
async function moveInto(work: string, cacheDir: string, starts: FetchRedisServerOptions['starts']): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    if (await starts(join(cacheDir, 'redis-server'))) return
    const replaced = `${work}.replaced`
    await rename(cacheDir, replaced).catch(ignoreMissing)
    await rm(replaced, { recursive: true, force: true })
    const error = await rename(work, cacheDir).then(
      () => undefined,
      (caught: NodeJS.ErrnoException) => caught,
    )
    if (!error) return
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

function english(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
}
