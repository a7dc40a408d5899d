import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, start, temporaryFolder } from '../e2e/cli.ts'
import { type TcpRedis, tcpRedis } from '../faults/table/tcp-redis.ts'
import { SMALL_FILE } from './small-file.ts'

/** What is planted as a password, and looked for wherever something is written. */
const CANARY = `canary-${randomUUID()}`
const SLOW = SMALL_FILE.replace('epochs: 1', 'epochs: 3000')

const folder = temporaryFolder()
const cwd = folder.path
let redis: TcpRedis
let url: string
beforeAll(async () => {
  redis = await tcpRedis()
  await redis.command('CONFIG', 'SET', 'requirepass', CANARY)
  url = redis.url.replace('//', `//default:${CANARY}@`)
  writeFileSync(join(cwd, 'small.yaml'), SMALL_FILE)
  writeFileSync(join(cwd, 'slow.yaml'), SLOW.replace('name: small', 'name: slow'))
})
afterAll(async () => {
  await redis[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** The command lines of all processes of this machine that have the password in them. */
function tellingProcesses(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(commandLine).filter((line) => line.includes(CANARY))
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

/** The files of a folder that hold the password. */
function tellingFiles(dir: string): string[] {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.filter((file) => readFileSync(file, 'latin1').includes(CANARY))
}

describe('a password of a Redis', () => {
  test.skipIf(process.platform !== 'linux')(
    'is in no command line of a run, its workers and their threads (read from /proc, which Linux alone has)',
    async () => {
      const env = { HYPERSWEEP_REDIS: url }
      const process = start(['run', 'slow.yaml', '--workers', '1', '--threads', '1', '--verbose'], { cwd, env })
      await process.line(/trial \d+ claimed/)
      expect(tellingProcesses()).toEqual([])
      process.child.kill('SIGINT')
      const { stdout, stderr } = await process.ended
      expect(stdout + stderr).not.toContain(CANARY)
      await run(['cancel', 'slow', '--redis', url], { cwd })
    },
  )

  test('is in no output of a run and of a worker, nor in what they leave in their folder, the store and its file', async () => {
    const worker = start(['worker', '--redis', url, '--threads', '1'], { cwd })
    await worker.line(/takes trials/)
    const { code, stdout, stderr } = await run(['run', 'small.yaml', '--redis', url, '--verbose'], { cwd })
    expect({ code, stderr }).toMatchObject({ code: 0 })
    worker.child.kill('SIGTERM')
    const workerSaid = await worker.ended
    expect(stdout + stderr + workerSaid.stderr + workerSaid.stdout).not.toContain(CANARY)
    expect(tellingFiles(cwd)).toEqual([])
    expect(tellingFiles(redis.dir)).toEqual([])
  })

  test.each([
    'ls',
    'status small',
    'trial show small 0 -f json',
    'trial logs small 0',
    'export small',
    'doctor',
    'lb small -f csv',
  ])('is not in what `%s` says', async (line) => {
    const { stdout, stderr } = await run([...line.split(' '), '--redis', url, '--debug'], { cwd })
    expect(stdout + stderr).not.toContain(CANARY)
    expect(stdout.length + stderr.length).toBeGreaterThan(20)
  })

  test.each(['run --help', 'worker --help', 'create small.yaml'])(
    'is not in what `%s` says where the environment has it',
    async (line) => {
      const { stdout, stderr } = await run(line.split(' '), { cwd, env: { HYPERSWEEP_REDIS: url } })
      expect(stdout + stderr).not.toContain(CANARY)
      expect(tellingFiles(cwd)).toEqual([])
    },
  )

  test.each<[string, string]>([
    ['that is wrong', `redis://default:${CANARY}-wrong@127.0.0.1:PORT`],
    ['of nobody who listens', `redis://:${CANARY}@127.0.0.1:1`],
    ['with characters of a URL', `redis://default:p%40${CANARY}%2f%3a@127.0.0.1:1`],
    ['with raw characters of a URL', `redis://default:p@/${CANARY}@127.0.0.1:1`],
    ['in the place of the user', `redis://${CANARY}@127.0.0.1:1`],
    ['of a TLS address', `rediss://default:${CANARY}@127.0.0.1:PORT`],
    ['in the query', `redis://127.0.0.1:1?password=${CANARY}`],
    ['of a socket', `unix://default:${CANARY}@localhost/nowhere/redis.sock`],
    ['in what is no Redis URL', `http://u:${CANARY}@127.0.0.1:1`],
    ['in a URL whose port is none', `redis://u:${CANARY}@127.0.0.1:port`],
  ])('%s is in no message, with its stack and causes', async (_, address) => {
    const given = address.replace('PORT', String(redis.port))
    const results = await Promise.all([
      run(['ls', '--redis', given, '--debug'], { cwd }),
      run(['worker', '--redis', given], { cwd }),
      run(['run', 'small.yaml', '--debug'], { cwd, env: { HYPERSWEEP_REDIS: given } }),
    ])
    for (const { code, stdout, stderr } of results) {
      expect(stdout + stderr).not.toContain(CANARY)
      expect(code).toBe(2)
    }
  })
})
