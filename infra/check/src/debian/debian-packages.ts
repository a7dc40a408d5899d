import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { MissingTool } from '../finding.ts'

const run = promisify(execFile)

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

export interface DebianPackagesOptions {
  /** The folder to make, whole or not at all: the files of the packages lie in it as they would below `/`. */
  into: string
  names: readonly string[]
  /** A release of Debian other than this machine's; from it come the packages alone, without what they need. */
  release?: string
  log: (line: string) => void
}

/**
 * Unpacks packages of Debian, and what of their needs is not installed. apt checks the archive's signatures, with lists
 * and cache of our own: it needs no root, installs nothing and writes nothing elsewhere.
 *
 * @throws MissingTool on other systems than Debian and its relatives, and where the archive cannot be reached
 */
export async function debianPackages({ into, names, release, log }: DebianPackagesOptions): Promise<void> {
  if (existsSync(into)) return
  await mkdir(dirname(into), { recursive: true })
  const work = await mkdtemp(`${into}.fetching-`)
  try {
    log(`fetching ${names.join(', ')} of Debian into ${into}`)
    const apt = await ownApt(work, release)
    if (release === undefined) await apt('install', '--yes', '--download-only', '--no-install-recommends', ...names)
    else await apt('download', ...names)
    await mkdir(join(work, 'root'))
    for (const folder of [work, join(work, 'archives')]) {
      const archives = (await readdir(folder)).filter((file) => file.endsWith('.deb'))
      for (const file of archives) await run('dpkg', ['-x', join(folder, file), join(work, 'root')])
    }
    // Another process's folder is as good as this one.
    await rename(join(work, 'root'), into).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } catch (error) {
    throw new MissingTool(`Debian's ${names.join(', ')} cannot be had (${lastWords(error)})`, { cause: error })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

type Apt = (...words: string[]) => Promise<unknown>

/** apt-get with lists and cache below `work`, up to date; it downloads into `work`. */
async function ownApt(work: string, release?: string): Promise<Apt> {
  for (const folder of ['lists/partial', 'archives/partial']) await mkdir(join(work, folder), { recursive: true })
  const sources = join(work, 'sources.list')
  if (release) await writeFile(sources, `deb [signed-by=${KEYRING}] http://deb.debian.org/debian ${release} main\n`)
  const ours = [
    `Dir::State::Lists=${join(work, 'lists')}`,
    `Dir::Cache=${work}`,
    ...(release ? [`Dir::Etc::SourceList=${sources}`, 'Dir::Etc::SourceParts=-'] : []),
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
  ].flatMap((option) => ['-o', option])
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
  const apt: Apt = (...words) => run('apt-get', [...ours, '-qq', ...words], { cwd: work, env, timeout: 300_000 })
  await apt('update')
  return apt
}

/** The last line that a command wrote, where a command failed. */
export function lastWords(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string }
  return stderr?.trim().split('\n').at(-1) || message
}
