import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { redisSweepStore } from '@hypersweep/adapters'
import type { SweepStore } from '@hypersweep/sweep'
import { temporaryFolder } from '../../e2e/cli.ts'
import { type Process, startProcess } from './process.ts'
import { tableSweep } from './table-sweep.ts'
import { type TcpRedis, tcpRedis } from './tcp-redis.ts'

/** How long leases and locks last in these tests; a worker's death is noticed and told at once or after this. */
export const LEASE_MS = 1500

/** What takes longer is ended, so that its test fails with what was said, and leaves nothing behind. */
const DEADLINE_MS = 120_000

/** A worker: its supervisor, and the process that trains. */
export interface Worker extends Process {
  name: string
  /** The pid of the process that trains, once it does; of the latest one. */
  trainer(): Promise<number>
}

export interface StartOptions {
  /** Another way to the Redis than the straight one. */
  url?: string
  threads?: number
  env?: Record<string, string>
  more?: readonly string[]
}

/** A worker to be started. */
type Part = readonly [name: string, options?: StartOptions]
type Cast<Parts extends readonly Part[]> = { [Place in keyof Parts]: Worker }

/** A folder, a Redis and the processes that a test starts; all are gone when it ends. */
export interface Ground extends AsyncDisposable {
  cwd: string
  redis: TcpRedis
  checkpoints: string
  store: SweepStore
  driver(options?: StartOptions): Process
  worker(name: string, options?: StartOptions): Worker
  /** Starts workers and, once they wait for trials, a driver. */
  cast<const Parts extends readonly Part[]>(...parts: Parts): Promise<[Process, ...Cast<Parts>]>
  /** Asks workers to drain, and waits until they have. */
  drain(...workers: readonly Process[]): Promise<void>
}

export async function ground(text = tableSweep()): Promise<Ground> {
  const folder = temporaryFolder()
  const cwd = folder.path
  const checkpoints = join(cwd, 'checkpoints')
  const redis = await tcpRedis()
  const store = await redisSweepStore({ url: redis.url, leaseMs: LEASE_MS, patienceMs: 20_000 })
  mkdirSync(checkpoints)
  writeFileSync(join(cwd, 'table.yaml'), text)
  const start = (args: readonly string[], { url = redis.url, env = {}, more = [] }: StartOptions) =>
    startProcess([...args, ...more], {
      cwd,
      env: { HYPERSWEEP_LEASE_MS: String(LEASE_MS), HYPERSWEEP_REDIS: url, ...env },
    })
  const endAll = () => processesOf(cwd).forEach(kill)
  const deadline = setTimeout(endAll, DEADLINE_MS)
  const driver: Ground['driver'] = (options = {}) => start(['run', 'table.yaml', '--dir', cwd], options)
  const worker: Ground['worker'] = (name, { threads = 1, ...options } = {}) => {
    const args = ['worker', '--threads', String(threads), '--name', name, '--checkpoints', checkpoints]
    const started = start(args, options)
    return { ...started, name, trainer: () => trainer(started) }
  }
  return {
    cwd,
    redis,
    checkpoints,
    store,
    driver,
    worker,
    async cast<const Parts extends readonly Part[]>(...parts: Parts): Promise<[Process, ...Cast<Parts>]> {
      const workers = parts.map(([name, options]) => worker(name, options)) as Cast<Parts>
      await Promise.all(workers.map(trainer))
      return [driver(), ...workers]
    },
    async drain(...workers) {
      for (const { child } of workers) child.kill('SIGTERM')
      await Promise.all(workers.map(({ ended }) => ended))
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(deadline)
      endAll()
      await store[Symbol.asyncDispose]()
      await redis[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

/** The processes that have this folder in their command line. */
export function processesOf(folder: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => line.includes(folder)).map((line) => Number.parseInt(line, 10))
}

async function trainer(worker: Process): Promise<number> {
  const pattern = /takes trials from .*: process (\d+)/
  await worker.line(pattern)
  return Number(worker.matching(pattern).at(-1)?.[1])
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
