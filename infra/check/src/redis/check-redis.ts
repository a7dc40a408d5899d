import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findRedisServer, redisClient, redisDurability } from '@hypersweep/adapters'
import { type Finding, judged, MissingTool } from '../finding.ts'
import { root } from '../places.ts'

const run = promisify(execFile)

interface Place {
  dir: string
  secrets: string
}

/** The settings and rules of infra/redis, with secrets made as a person makes them, in a real Redis. */
export async function checkRedis(log: (line: string) => void): Promise<Finding> {
  const cacheDir = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hypersweep/redis')
  const command = await findRedisServer({ cacheDir, log }).catch((cause: Error) => {
    throw new MissingTool(cause.message, { cause })
  })
  const dir = await mkdtemp(join(tmpdir(), 'hypersweep-infra-'))
  try {
    const secrets = join(dir, 'secrets')
    await run(join(root, 'infra/redis/make-secrets.sh'), [secrets])
    const [version] = /v=[\d.]+/.exec((await run(command, ['--version'])).stdout) ?? []
    const fact = `${version} takes infra/redis: it keeps what it is told, and lets in whom it shall`
    return judged('redis', await faultsOf(command, { dir, secrets }), fact)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function faultsOf(command: string, { dir, secrets }: Place): Promise<string[]> {
  const place = ['--port', '0', '--unixsocket', join(dir, 'redis.sock'), '--dir', dir]
  const settings = [join(root, 'infra/redis/redis.conf'), '--aclfile', join(secrets, 'users.acl')]
  const server = spawn(command, [...settings, ...place], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(server, 'exit')
  let words = ''
  server.stdout.on('data', (text: Buffer) => (words += text))
  const refused = ended.then(() => [`it ends at once: ${words.trim().split('\n').slice(-3).join(' / ')}`])
  try {
    return await Promise.race([refused, usersFaults({ dir, secrets })])
  } finally {
    server.kill('SIGTERM')
    await ended
  }
}

async function usersFaults({ dir, secrets }: Place): Promise<string[]> {
  const address = `localhost${join(dir, 'redis.sock')}`
  const login = (user: string, password = user) =>
    `unix://${user}@${address}?password_file=${join(secrets, `${password}.password`)}`
  const problems = await ask(login('worker'), redisDurability)
  const denied = await Promise.all([
    permitted(`unix://${address}`, 'a stranger may look', (client) => client.info()),
    permitted(login('viewer'), 'a viewer may write', (client) => client.set('{hs}:x', '1')),
    permitted(login('worker'), 'a worker may empty it', (client) => client.flushall()),
    permitted(login('worker', 'viewer'), 'the password of another will do', (client) => client.ping()),
  ])
  return [...problems.map(({ problem, fix }) => `${problem}; ${fix}`), ...denied.flat()]
}

type Client = ReturnType<typeof redisClient>

async function ask<T>(url: string, question: (client: Client) => Promise<T>): Promise<T> {
  const client = redisClient({ url, role: 'command' })
  try {
    return await question(client)
  } finally {
    client.disconnect()
  }
}

async function permitted(url: string, fault: string, deed: (client: Client) => Promise<unknown>): Promise<string[]> {
  return ask(url, deed).then(
    () => [fault],
    ({ message }: Error) => (/NOAUTH|NOPERM|WRONGPASS/.test(message) ? [] : [`${fault}? It said: ${message}`]),
  )
}
