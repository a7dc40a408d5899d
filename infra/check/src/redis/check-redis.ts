import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
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
  const socket = join(dir, 'redis.sock')
  const passwordOf = (user: string) => readFile(join(secrets, `${user}.password`), 'utf8')
  const [worker, viewer] = await Promise.all(['worker', 'viewer'].map(passwordOf))
  return [
    ...(await durabilityFaults(`unix://worker@localhost${socket}?password_file=${join(secrets, 'worker.password')}`)),
    ...(await permitted(socket, 'a stranger may look', 'PING')),
    ...(await permitted(socket, 'the password of another will do', `AUTH worker ${viewer}`)),
    ...(await permitted(socket, 'a viewer may write', `AUTH viewer ${viewer}`, 'SET {hs}:x 1')),
    ...(await permitted(socket, 'a worker may empty it', `AUTH worker ${worker}`, 'FLUSHALL')),
  ]
}

async function durabilityFaults(url: string): Promise<string[]> {
  const client = redisClient({ url, role: 'command' })
  try {
    return (await redisDurability(client)).map(({ problem, fix }) => `${problem}; ${fix}`)
  } finally {
    client.disconnect()
  }
}

/** Whether the last of these commands is carried out, by the words of the protocol alone. */
async function permitted(socket: string, fault: string, ...commands: readonly string[]): Promise<string[]> {
  const connection = connect(socket)
  connection.setEncoding('utf8').write(commands.map((command) => `${command}\r\n`).join(''))
  let said = ''
  for await (const text of connection) {
    said += text
    if (said.split('\r\n').length > commands.length) break
  }
  const answers = said.trimEnd().split('\r\n')
  const isDenied =
    answers.slice(0, -1).every((line) => line === '+OK') && /^-(NOAUTH|NOPERM|WRONGPASS)/.test(answers.at(-1)!)
  return isDenied ? [] : [`${fault}? It said: ${answers.join(', ')}`]
}
