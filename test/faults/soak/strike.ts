import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { redisClient } from '@hypersweep/adapters'
import { type Company, LEASE_MS } from './company.ts'
import type { PlannedFault } from './plan.ts'

type Redis = ReturnType<typeof redisClient>

export interface Stage {
  company: Company
  /** The server's process, which its owner starts again. */
  redisPid: () => number
  client: Redis
  /** The folder of all checkpoints. */
  checkpoints: string
}

const QUEUE = '{hs}:trials'

/** Does one fault; resolves when it is over. What it does not find to hit is not hit. */
export async function strike(planned: PlannedFault, stage: Stage): Promise<void> {
  const { company, client } = stage
  const worker = pick(company.workers, planned.target)!
  switch (planned.fault) {
    case 'kill a trainer':
      return signalTrainers(worker.child.pid, 'SIGKILL')
    case 'kill a worker with all its processes':
      signalTrainers(worker.child.pid, 'SIGKILL')
      worker.child.kill('SIGKILL')
      return
    case 'drain a worker':
      worker.child.kill('SIGTERM')
      return
    case 'freeze a trainer': {
      const frozen = trainersOf(worker.child.pid)
      for (const pid of frozen) signal(pid, 'SIGSTOP')
      await pause(LEASE_MS * (0.5 + 2 * planned.extent))
      for (const pid of frozen) signal(pid, 'SIGCONT')
      return
    }
    case 'kill Redis':
      return signal(stage.redisPid(), 'SIGKILL')
    case 'end Redis':
      return signal(stage.redisPid(), 'SIGTERM')
    case 'kill the driver':
      company.driver.child.kill('SIGKILL')
      return
    case 'delete the queue':
      return deleteKeys(client, await client.keys(`${QUEUE}:*`))
    case 'delete a lock': {
      const lock = pick(await client.keys(`${QUEUE}:*:lock`), planned.target)
      return deleteKeys(client, lock === undefined ? [] : [lock])
    }
    case 'offer a trial twice': {
      const active = pick(await client.lrange(`${QUEUE}:active`, 0, -1), planned.target)
      if (active !== undefined) await client.lpush(`${QUEUE}:wait`, String(active))
      return
    }
    case 'corrupt a checkpoint':
    case 'truncate a checkpoint':
      return spoil(stage.checkpoints, planned)
  }
}

async function deleteKeys(client: Redis, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await client.del(...keys)
}

/** Flips a bit of the newest checkpoint of some trial, or cuts it short. */
function spoil(folder: string, { fault, target, extent }: PlannedFault): void {
  try {
    const trial = join(folder, pick(readdirSync(folder), target) ?? '')
    const newest = readdirSync(trial)
      .filter((name) => name.endsWith('.safetensors'))
      .sort()
      .at(-1)
    if (newest === undefined) return
    const path = join(trial, newest)
    const bytes = readFileSync(path)
    const place = Math.floor(extent * bytes.length)
    bytes[place] = bytes[place]! ^ (1 << Math.floor(target * 8))
    if (fault === 'truncate a checkpoint') truncateSync(path, place)
    else writeFileSync(path, bytes)
  } catch (error) {
    // Checkpoints come and go meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** The worker processes of a supervisor. */
function trainersOf(supervisor: number | undefined): number[] {
  try {
    const children = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8')
    return children.trim().split(/\s+/).filter(Boolean).map(Number)
  } catch {
    // It has just ended.
    return []
  }
}

function signalTrainers(supervisor: number | undefined, name: NodeJS.Signals): void {
  for (const pid of trainersOf(supervisor)) signal(pid, name)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function pick<T>(values: readonly T[], at: number): T | undefined {
  return values[Math.floor(at * values.length)]
}
