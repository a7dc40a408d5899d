import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { debianPackages } from '../debian/debian-packages.ts'
import { cache } from '../places.ts'

const run = promisify(execFile)

/** The first release of Debian that has Compose 2, which is also the Compose of Docker's own. */
const RELEASE = 'trixie'

/** Docker's own Compose, as a program by itself: Debian's, fetched once into the user's cache. */
export async function composeCommand(log: (line: string) => void): Promise<string> {
  const folder = join(cache, 'compose')
  await debianPackages({ into: folder, names: ['docker-compose'], release: RELEASE, log })
  return join(folder, 'usr/libexec/docker/cli-plugins/docker-compose')
}

export async function composeVersion(command: string): Promise<string> {
  return (await run(command, ['version', '--short'])).stdout.trim()
}
