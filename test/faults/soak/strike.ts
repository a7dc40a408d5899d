import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { redisClient } from '@hypersweep/adapters'
import { type Company, LEASE_MS, type Role } from './company.ts'
import type { PlannedFault } from './plan.ts'
import { scriptHashes } from './scripts.ts'

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

/** For how long a worker does not move, or is not heard: now it is back in time, now another one has its trial. */
const absence = (extent: number) => pause(LEASE_MS * (0.5 + 4 * extent))

/** Does one fault; resolves, when it is over, with whether it found something to hit. */
export async function strike(planned: PlannedFault, stage: Stage): Promise<boolean> {
  const { company, client } = stage
  const worker = pick(company.workers, planned.target)!
  switch (planned.fault) {
    case 'kill a trainer':
      return signalAll(trainersOf(worker), 'SIGKILL')
    case 'kill a worker with all its processes':
      signalAll(trainersOf(worker), 'SIGKILL')
      return worker.child.kill('SIGKILL')
    case 'drain a worker':
      return worker.child.kill('SIGTERM')
    case 'freeze a trainer': {
      const frozen = trainersOf(worker)
      const hasHit = signalAll(frozen, 'SIGSTOP')
      await absence(planned.extent)
      signalAll(frozen, 'SIGCONT')
      return hasHit
    }
    case 'cut a worker off':
      worker.line.hold()
      await absence(planned.extent)
      // What it sent meanwhile comes now.
      worker.line.heal()
      return true
    case 'break connections':
      pick([...company.workers, company.driver], planned.target)!.line.reset()
      return true
    case 'lose a reply':
      worker.line.loseReplyTo(pick(scriptHashes, planned.extent)!)
      return true
    case 'kill Redis':
      return signalAll([stage.redisPid()], 'SIGKILL')
    case 'end Redis':
      return signalAll([stage.redisPid()], 'SIGTERM')
    case 'kill the driver':
      return company.driver.child.kill('SIGKILL')
    case 'delete the queue':
      return deleteKeys(client, await client.keys(`${QUEUE}:*`))
    case 'delete a lock': {
      const lock = pick(await client.keys(`${QUEUE}:*:lock`), planned.target)
      return deleteKeys(client, lock === undefined ? [] : [lock])
    }
    case 'offer a trial twice': {
      const active = pick(await client.lrange(`${QUEUE}:active`, 0, -1), planned.target)
      if (active === undefined) return false
      await client.lpush(`${QUEUE}:wait`, String(active))
      return true
    }
    case 'corrupt a checkpoint':
    case 'truncate a checkpoint':
      return spoil(stage.checkpoints, planned)
  }
}

async function deleteKeys(client: Redis, keys: readonly string[]): Promise<boolean> {
  return keys.length > 0 && (await client.del(...keys)) > 0
}

/** What lies beside them begins with a dot. */
function isTrial(name: string): boolean {
  return !name.startsWith('.')
}

/** Flips a bit of the newest checkpoint of some trial, or cuts it short. */
function spoil(folder: string, { fault, target, extent }: PlannedFault): boolean {
  try {
    const trial = join(folder, pick(readdirSync(folder).filter(isTrial), target) ?? '')
    const newest = readdirSync(trial)
      .filter((name) => /^\d+-\d+\.safetensors$/.test(name))
      .sort()
      .at(-1)
    if (newest === undefined) return false
    const path = join(trial, newest)
    const bytes = readFileSync(path)
    const place = Math.floor(extent * bytes.length)
    bytes[place] = bytes[place]! ^ (1 << Math.floor(target * 8))
    if (fault === 'truncate a checkpoint') truncateSync(path, place)
    else writeFileSync(path, bytes)
    return true
  } catch (error) {
    // Checkpoints come and go meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return false
  }
}

/** The worker processes of a supervisor. */
function trainersOf({ child: { pid } }: Role): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return children.trim().split(/\s+/).filter(Boolean).map(Number)
  } catch {
    // It has just ended.
    return []
  }
}

/** Whether any of them was there. */
function signalAll(pids: readonly number[], name: NodeJS.Signals): boolean {
  const hits = pids.filter((pid) => {
    try {
      return process.kill(pid, name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      return false
    }
  })
  return hits.length > 0
}

function pick<T>(values: readonly T[], at: number): T | undefined {
  return values[Math.floor(at * values.length)]
}
