import { execFile } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Apt = (...words: string[]) => Promise<unknown>

/**
 * apt-get with lists and cache below `work`, up to date; it downloads into `work`. It checks the archive's signatures,
 * needs no root and writes nothing elsewhere.
 */
export async function ownApt(work: string): Promise<Apt> {
  for (const folder of ['lists/partial', 'archives/partial']) await mkdir(join(work, folder), { recursive: true })
  const ours = [
    `Dir::State::Lists=${join(work, 'lists')}`,
    `Dir::Cache=${work}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
  ].flatMap((option) => ['-o', option])
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
  const apt: Apt = (...words) => run('apt-get', [...ours, '-qq', ...words], { cwd: work, env, timeout: 180_000 })
  await apt('update')
  return apt
}

/** Unpacks a package that apt downloads into `work`, without what it needs. */
export async function unpack(
  apt: Apt,
  name: string,
  { work, unpacked }: { work: string; unpacked: string },
): Promise<void> {
  await apt('download', name)
  const archive = (await readdir(work)).find((file) => file.startsWith(`${name}_`))
  if (!archive) throw new Error(`apt-get brought no ${name}.`)
  await run('dpkg', ['-x', join(work, archive), unpacked])
}
