import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { redisClient, redisSweepStore } from '@hypersweep/adapters'
import { trialId } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { allowedCommands, commandsSeen } from '../redis/commands.ts'
import { infra, type User, type UsersRedis, usersRedis } from '../redis/users-redis.ts'
import { type CliResult, run, start, succeed, temporaryFolder } from './cli.ts'
import { TINY } from './small.ts'

const folder = temporaryFolder()
const cwd = folder.path
let server: UsersRedis

/** A sweep that has ended, and is exported; and one whose first trial has failed, and whose others wait. */
beforeAll(async () => {
  server = await usersRedis({ command: inject('redisCommand') })
  writeFileSync(join(cwd, 'tiny.yaml'), TINY)
  writeFileSync(join(cwd, 'open.yaml'), TINY.replace('name: tiny', 'name: open'))
  const store = ['--redis', server.url('worker'), '--dir', 'theirs']
  await succeed(['run', 'tiny.yaml', ...store, '--workers', '1', '--threads', '2'], { cwd })
  await succeed(['create', 'open.yaml', ...store], { cwd })
  await failFirstTrial('open')
  await succeed(['export', 'tiny', ...store, '-o', 'exported.json'], { cwd })
  await expireAll()
}, 120_000)
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function failFirstTrial(name: string): Promise<void> {
  await using all = await redisSweepStore({ url: server.url('worker') })
  const sweep = await all.sweepNamed(name)
  const reply = await all.claim(trialId(sweep!.id, 0), { token: 'token', worker: 'ada' })
  if (reply.status !== 'claimed') throw new Error(reply.status)
  await all.finish(reply.claim, { status: 'failed', reason: 'error', message: 'no' })
}

/** A worker has no `--dir`. */
function asViewer(words: string): Promise<CliResult> {
  const dir = words === 'worker' ? [] : ['--dir', 'theirs']
  return run([...words.split(' '), '--redis', server.url('viewer'), ...dir], { cwd })
}

/** Every key with its value, as Redis would write it down. */
async function everything(): Promise<Record<string, string>> {
  return asAdmin(async (client) => {
    const keys = (await client.keys('*')).toSorted()
    const values = await Promise.all(keys.map((key) => client.dumpBuffer(key)))
    return Object.fromEntries(keys.map((key, index) => [key, values[index]!.toString('hex')]))
  })
}

/** Ends at once what would go by itself between two looks at everything: a worker's probe, BullMQ's mark of a check. */
async function expireAll(): Promise<void> {
  await asAdmin(async (client) => {
    for (const key of await client.keys('*')) if ((await client.pttl(key)) >= 0) await client.del(key)
  })
}

async function asAdmin<T>(work: (client: ReturnType<typeof redisClient>) => Promise<T>): Promise<T> {
  const client = redisClient({ url: server.url('admin'), role: 'worker' })
  try {
    return await work(client)
  } finally {
    client.disconnect()
  }
}

test('a worker is denied nothing that a sweep needs', async () => {
  expect(await server.denied()).toEqual([])
  expect(await succeed(['digest', 'tiny', '--redis', server.url('worker')], { cwd })).toMatchObject({ code: 0 })
})

test('make-secrets.sh writes what only its owner can list, no password in clear, and never over a folder', () => {
  const files = readdirSync(server.secrets)
  expect(statSync(server.secrets).mode & 0o777).toBe(0o700)
  expect(files.map((name) => statSync(join(server.secrets, name)).mode & 0o777)).toEqual(files.map(() => 0o444))
  const rules = readFileSync(join(server.secrets, 'users.acl'), 'utf8')
  for (const user of ['admin', 'worker', 'viewer'] as const) {
    expect(server.password(user)).toMatch(/^[0-9a-f]{64}$/)
    expect(rules).toContain(`user ${user} on #${sha256(server.password(user))} `)
    expect(rules).not.toContain(server.password(user))
  }
  const again = spawnSync(join(infra, 'make-secrets.sh'), [server.secrets], { encoding: 'utf8' })
  expect(again).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('is there already') })
  expect([readdirSync(server.secrets), readFileSync(join(server.secrets, 'users.acl'), 'utf8')]).toEqual([files, rules])
})

describe('a viewer', () => {
  test('may use every command that looks, and is allowed no more than they use', async () => {
    await using monitor = await commandsSeen(server.url('admin'))
    const before = await everything()
    const looks = [
      'ls',
      'status tiny',
      'status open',
      'leaderboard tiny',
      'leaderboard tiny --top 2 --sort learning_rate -f csv',
      'lb tiny --group-by dropout',
      'trials tiny -f json',
      'best tiny',
      'trial show tiny 0',
      'trial why tiny 1',
      'trial logs tiny 2',
      'digest tiny',
      'export tiny',
    ]
    const results: Record<string, CliResult> = {}
    for (const words of looks) results[words] = await asViewer(words)
    expect(Object.entries(results).flatMap(([words, { code, stderr }]) => (code === 0 ? [] : [words, stderr]))).toEqual(
      [],
    )
    const asWorker = await succeed(['digest', 'tiny', '--redis', server.url('worker')], { cwd })
    expect(results['digest tiny']!.stdout).toBe(asWorker.stdout)
    expect(results['leaderboard tiny']!.stdout).toMatch(/val_accuracy/)

    const elsewhere = new URL(server.url('viewer'))
    elsewhere.pathname = '/1'
    expect(await run(['ls', '--redis', elsewhere.href], { cwd })).toMatchObject({ code: 0 })

    expect(await server.denied()).toEqual([])
    expect(await everything()).toEqual(before)
    expect([...(await monitor.seen())].toSorted()).toEqual([...allowedCommands('viewer')].toSorted())
  }, 240_000)

  test('is denied every command that changes something, with one line, and nothing is half done', async () => {
    const before = [await everything(), readdirSync(cwd, { recursive: true }).toSorted()]
    const changes = [
      'run open.yaml',
      'create tiny.yaml',
      'worker',
      'serve',
      'pause open',
      'resume open',
      'stop open',
      'cancel open',
      'extend tiny --epochs 4',
      'delete tiny --yes',
      'import exported.json --name other',
      'trial retry open 0',
    ]
    for (const words of changes) {
      const { code, stderr } = await asViewer(words)
      expect({ words, code, lines: stderr.trim().split('\n') }).toEqual({
        words,
        code: 2,
        lines: [expect.stringMatching(/denies this to the user viewer \(.*\)\. Use the URL of a user who may/)],
      })
      expect(stderr).not.toContain(server.password('viewer'))
    }
    expect([await everything(), readdirSync(cwd, { recursive: true }).toSorted()]).toEqual(before)
    await server.command('ACL', 'LOG', 'RESET')
  }, 240_000)

  test('watches a sweep to its end', async () => {
    const watching = start(['status', 'open', '--watch', '--redis', server.url('viewer')], { cwd })
    const worker = ['worker', '--redis', server.url('worker'), '--checkpoints', 'theirs/checkpoints', '--threads', '1']
    const trained = await run([...worker, '--idle-exit', '3'], { cwd })
    expect(trained).toMatchObject({ code: 0, stderr: expect.stringMatching(/trial \d complete/) })
    expect(await watching.ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/3 complete/) })
    expect(await server.denied()).toEqual([])
  }, 120_000)
})

test('a worker whose password was changed says so, waits, and goes on when it may', async () => {
  const flags = ['--redis', server.url('worker'), '--checkpoints', 'theirs/checkpoints', '--threads', '1']
  const worker = start(['worker', ...flags], { cwd })
  await worker.line(/takes trials from/)
  await server.command('ACL', 'SETUSER', 'worker', 'resetpass', '>another-word')
  await server.command('CLIENT', 'KILL', 'USER', 'worker')
  await worker.line(/refuses the login \(WRONGPASS .*\)\. Put user and password into its URL\./)
  await server.command('ACL', 'SETUSER', 'worker', 'resetpass', `#${sha256(server.password('worker'))}`)
  writeFileSync(join(cwd, 'late.yaml'), TINY.replace('name: tiny', 'name: late'))
  await succeed(['create', 'late.yaml', '--redis', server.url('worker'), '--dir', 'theirs'], { cwd })
  await worker.line(/late: trial 3 complete/)
  worker.child.kill('SIGTERM')
  const { code, stderr } = await worker.ended
  expect(code).toBe(0)
  expect(stderr).not.toContain(server.password('worker'))
}, 120_000)

/** Last, since what it tries and is denied is noted by the server. */
describe('doctor', () => {
  /** By an address that is none of this machine alone, as far as it can tell. */
  const findingsOf = async (user: User) => {
    const files = `password_file=${join(server.secrets, `${user}.password`)}`
    const url = `redis://${user}@0.0.0.0:${server.port}?${files}`
    const { stdout } = await run(['doctor', '--redis', url, '-f', 'json'], { cwd })
    const findings = JSON.parse(stdout) as { subject: string; health: string; fact: string; fix?: string }[]
    return findings.filter(({ subject }) => subject === 'redis').map(({ health, fact }) => `${health}: ${fact}`)
  }
  const PLAIN = 'poor: what is sent to it can be read on the way, passwords too: no TLS'
  const knownHoles = (finding: string) => finding.endsWith(' has known holes, in Lua and TLS')

  test('says as whom it came in, that there is no TLS, and who may do more than a sweep needs', async () => {
    const good = (user: User) => `good: answers, and keeps what it is told; as the user ${user}, without TLS`
    const found = async (user: User) => (await findingsOf(user)).filter((each) => !knownHoles(each))
    expect(await found('worker')).toEqual([good('worker'), PLAIN])
    const more = 'poor: the user admin may administer the server, which no sweep needs'
    expect(await found('admin')).toEqual([good('admin'), PLAIN, more])
    await server.command('ACL', 'SETUSER', 'default', 'on', 'nopass', '~{hs}:*', '+ping', '+info')
    const open = 'poor: whoever reaches it comes in: it asks nobody for a password'
    expect(await found('worker')).toEqual([good('worker'), PLAIN, open])
    const { stdout } = await run(['doctor', '--redis', `redis://127.0.0.1:${server.port}`], { cwd })
    expect(stdout).toContain('as the user default, without TLS')
    await server.command('ACL', 'SETUSER', 'default', 'off')
  }, 60_000)
})
