import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { type Authority, authority, type Certificate } from '../redis/certificates.ts'
import { commandAt, type UsersRedis, usersRedis } from '../redis/users-redis.ts'
import { root, run, start, succeed, temporaryFolder } from './cli.ts'
import { TINY } from './small.ts'

const folder = temporaryFolder()
const cwd = folder.path
let [ours, other]: Authority[] = []
let good: Certificate
const hasOpenssl = spawnSync('openssl', ['version']).status === 0
let server: UsersRedis
let port: number

beforeAll(async () => {
  ;[ours, other] = [await authority(cwd, 'ours'), await authority(cwd, 'other')]
  good = await ours.issue('server', { names: ['localhost', '127.0.0.1'] })
  port = await freePort()
  const files = ['--tls-cert-file', good.cert, '--tls-key-file', good.key, '--tls-ca-cert-file', ours.ca]
  const flags = ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files]
  server = await usersRedis({ command: inject('redisCommand'), flags })
  writeFileSync(join(cwd, 'tiny.yaml'), TINY)
}, 60_000)
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** Changes what the server shows of itself, and asks of others, from the next connection on. */
async function serve({ cert, key }: Certificate, clients: 'yes' | 'no' = 'no'): Promise<void> {
  await server.command('CONFIG', 'SET', 'tls-cert-file', cert, 'tls-key-file', key, 'tls-auth-clients', clients)
}

function urlOf(files: Record<string, string> = {}, user = 'worker'): string {
  const all = { ...files, password_file: join(server.secrets, `${user}.password`) }
  const query = Object.entries(all).map(([name, path]) => `${name}=${path}`)
  return `rediss://${user}@localhost:${port}?${query.join('&')}`
}

/** What two kinds of command say of a server: one that looks, and one that would work for long. */
async function saidOf(url: string) {
  const ended = ['ls', 'worker'].map(async (command) => {
    const { code, stderr } = await run([command, '--redis', url], { cwd })
    return { command, code, lines: stderr.trim().split('\n'), isSecretTold: stderr.includes(server.password('worker')) }
  })
  return Promise.all(ended)
}

/** One line that says what to do, and neither a stack nor a password. */
function refusal(words: RegExp) {
  const told = { code: 2, lines: [expect.stringMatching(words)], isSecretTold: false }
  return ['ls', 'worker'].map((command) => ({ command, ...told }))
}

describe('a Redis that speaks TLS', () => {
  test('is trusted by its CA, by both ways to run a sweep, for the digest of the embedded engine', async () => {
    const client = await ours!.issue('worker-1')
    await serve(good, 'yes')
    await succeed(['run', 'tiny.yaml', '--dir', 'embedded'], { cwd })
    const { stdout: digest } = await succeed(['digest', 'tiny', '--dir', 'embedded'], { cwd })
    // Relative names begin where the command was typed, for the processes that it starts too.
    const files = { ca: 'ours.pem', cert: 'worker-1.pem', key: 'worker-1.key.pem' }
    expect([client.cert, client.key]).toEqual([join(cwd, files.cert), join(cwd, files.key)])
    const store = ['--redis', urlOf(files), '--dir', 'tls']
    const driver = start(['run', 'tiny.yaml', ...store, '--workers', '2', '--threads', '1'], { cwd })
    expect(await driver.ended).toMatchObject({ code: 0 })
    expect((await succeed(['digest', 'tiny', ...store], { cwd })).stdout).toBe(digest)

    const env = { HYPERSWEEP_REDIS: urlOf(files) }
    const fresh = await run(['run', 'tiny.yaml', '--fresh', '--detach', '--dir', 'tls'], { cwd, env })
    expect(fresh).toMatchObject({ code: 0 })
    const worker = await run(['worker', '--threads', '2', '--checkpoints', 'tls/checkpoints', '--idle-exit', '5'], {
      cwd,
      env,
    })
    expect(worker).toMatchObject({ code: 0, stderr: expect.stringMatching(/trial \d+ complete/) })
    expect(worker.stderr).toContain(`takes trials from ${urlOf(files)}:`)
    expect((await succeed(['digest', 'tiny', ...store], { cwd })).stdout).toBe(digest)
    expect(readFileSync(join(cwd, /log +(.*)$/m.exec(fresh.stdout)![1]!), 'utf8')).toContain('complete')
    expect((await run(['doctor', ...store, '-f', 'json'], { cwd })).stdout).toContain('as the user worker, over TLS')
  }, 180_000)

  test('is refused where its certificate is signed by nobody who is trusted', async () => {
    await serve(good)
    const words = /cannot be talked to by TLS \(.*certificate.*\)\. Give the certificate of the CA .* \?ca=FILE\./
    expect(await saidOf(urlOf())).toEqual(refusal(words))
    expect(await saidOf(urlOf({ ca: other!.ca }))).toEqual(refusal(words))
  })

  test('is refused where its certificate has run out, or is for another name', async () => {
    await serve(await ours!.issue('expired', { names: ['localhost'], days: -1 }))
    expect(await saidOf(urlOf({ ca: ours!.ca }))).toEqual(
      refusal(/\(certificate has expired\)\. Renew the server's certificate/),
    )
    await serve(await ours!.issue('elsewhere', { names: ['elsewhere.example'] }))
    expect(await saidOf(urlOf({ ca: ours!.ca }))).toEqual(
      refusal(/not in the cert's altnames: DNS:elsewhere\.example\)\. Use a host name that/),
    )
  })

  test('says that it wants a client certificate, and of whom', async () => {
    await serve(good, 'yes')
    // By TLS 1.3 it may have hung up before its reason is read.
    const words = /[Ii]t wants a client certificate.* \?cert=FILE&key=FILE/
    expect(await saidOf(urlOf({ ca: ours!.ca }))).toEqual(refusal(words))
    const foreign = await other!.issue('foreign')
    expect(await saidOf(urlOf({ ca: ours!.ca, ...foreign }))).toEqual(refusal(words))
    const expired = await ours!.issue('expired-client', { days: -1 })
    expect(await saidOf(urlOf({ ca: ours!.ca, ...expired }))).toEqual(refusal(words))
    const fine = await ours!.issue('fine')
    expect(await commandAt(urlOf({ ca: ours!.ca, ...fine }), 'PING')).toBe('PONG')
  }, 120_000)

  test('is told from one that does not', async () => {
    await serve(good)
    const plain = urlOf({ ca: ours!.ca }).replace(`:${port}`, `:${server.port}`)
    expect(await saidOf(plain)).toEqual(refusal(/where it speaks no TLS, redis:\/\/ is meant/))
    const password = `password_file=${join(server.secrets, 'worker.password')}`
    expect(await saidOf(`redis://worker@localhost:${port}?${password}`)).toEqual(
      refusal(/where it speaks TLS, rediss:\/\/ is meant/),
    )
  })

  test('lets nobody in by TLS alone', async () => {
    await serve(good)
    const bare = `rediss://localhost:${port}?ca=${ours!.ca}`
    expect(await saidOf(bare)).toEqual(refusal(/refuses the login \(NOAUTH/))
    const wrong = join(cwd, 'wrong.password')
    writeFileSync(wrong, 'wrong-word')
    expect(await saidOf(bare.replace('//', '//worker@').concat(`&password_file=${wrong}`))).toEqual(
      refusal(/refuses the login \(WRONGPASS/),
    )
  })

  test.skipIf(!hasOpenssl)('takes what docs/redis.md tells openssl to make (this needs openssl)', async () => {
    const [block = ''] = /(?<=```sh\n)openssl.*?(?=```)/s.exec(readFileSync(join(root, 'docs/redis.md'), 'utf8')) ?? []
    const dir = join(cwd, 'by-hand')
    mkdirSync(dir)
    execFileSync('sh', ['-ec', block], { cwd: dir, stdio: 'pipe' })
    const [ca, cert, key] = ['ca.pem', 'worker.pem', 'worker.key'].map((name) => join(dir, name))
    await server.command('CONFIG', 'SET', 'tls-ca-cert-file', ca!)
    await serve({ cert: join(dir, 'redis.pem'), key: join(dir, 'redis.key') }, 'yes')
    expect(await commandAt(urlOf({ ca: ca!, cert: cert!, key: key! }), 'PING')).toBe('PONG')
  })
})
