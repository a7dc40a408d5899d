import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { AdapterError, reason } from '../errors.ts'
import { fetchRedisServer } from './fetch-redis-server.ts'

const run = promisify(execFile)

const APT = 'Type: sudo apt-get install -y redis-server'
const BREW = 'Type: brew install redis'
const ELSEWHERE = "Install Redis 6.2 or newer, or Valkey, from this system's packages."

export interface FindRedisServerOptions {
  /** Where a fetched server is kept: `~/.cache/hypersweep/redis`. */
  cacheDir: string
  log?: (line: string) => void
  /** Folders to look in, as in the variable PATH. */
  path?: string | undefined
}

/**
 * The command of a redis-server or valkey-server that starts on this machine: from PATH, else from `cacheDir`, else
 * fetched into `cacheDir` from the system's own package archive, without root and without installing anything.
 *
 * @throws AdapterError REDIS_MISSING, whose message is the line to type
 */
export async function findRedisServer({ cacheDir, log = () => {}, path }: FindRedisServerOptions): Promise<string> {
  for (const folder of (path ?? process.env['PATH'] ?? '').split(':').filter(Boolean)) {
    for (const name of ['redis-server', 'valkey-server']) {
      const command = join(folder, name)
      if (await starts(command)) return command
    }
  }
  const home = resolve(cacheDir)
  const cached = join(home, 'redis-server')
  if (await starts(cached)) return cached
  if (!(await isDebianLike())) throw missing(process.platform === 'darwin' ? BREW : ELSEWHERE)
  try {
    await fetchRedisServer({ cacheDir: home, log, starts })
  } catch (error) {
    throw missing(APT, ` (fetching one failed: ${lastWords(error)})`, error)
  }
  return cached
}

/** Whether this command is a server that runs here. */
async function starts(command: string): Promise<boolean> {
  return run(command, ['--version'], { timeout: 10_000 }).then(
    ({ stdout }) => /^(Redis|Valkey) server v=/.test(stdout),
    () => false,
  )
}

async function isDebianLike(): Promise<boolean> {
  const tools = [run('apt-get', ['--version']), run('dpkg', ['--version'])]
  return Promise.all(tools).then(
    () => true,
    () => false,
  )
}

/** The last line that a command wrote, where a command failed. */
function lastWords(error: unknown): string {
  const { stderr } = error as { stderr?: string }
  return stderr?.trim().split('\n').at(-1) || reason(error)
}

function missing(how: string, why = '', cause?: unknown): AdapterError {
  return new AdapterError('REDIS_MISSING', `No redis-server on this machine${why}.`, how, { cause })
}
