import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkpointStoreAt,
  memorySweepStore,
  memoryTrialQueue,
  probeCheckpoints,
  processLock,
  sqliteSweepStore,
} from '@hypersweep/adapters'
import type { CheckpointProbe, Engine, Scratch, Target } from '../context.ts'
import { leaseMs } from './lease.ts'

/** Facts in SQLite, in this folder; the queue is this process's memory. */
export function embeddedEngine(target: Target): Engine {
  const { dir, create } = target
  const path = join(dir, 'sweeps.sqlite')
  // First, for it refuses a wrong place before anything is made.
  const engine = emptyEngine(target, dir)
  if (!create && !existsSync(path)) return engine
  const store = sqliteSweepStore({ path, leaseMs })
  return {
    ...engine,
    store,
    recover: (sweepId) => store.takeOver(sweepId, { text: 'The run that trained it was killed.', crashes: 1 }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

/** For commands that only look where nothing is yet: they leave no trace. */
export function emptyEngine({ dir, redis, checkpoints = join(dir, 'checkpoints') }: Target, where: string): Engine {
  return {
    kind: 'embedded',
    isPrivate: true,
    ...scratch(),
    checkpoints: checkpointStoreAt(checkpoints, process.env),
    where,
    ...otherPlace({ dir, ...(redis !== undefined && { redis }) }),
    dir,
    workerFlags: [],
    lock: (sweepId) => processLock(join(dir, 'locks', `${sweepId}.lock`)),
    recover: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** The other store of this folder, for who does not find a sweep in the one that was named. */
function otherPlace({ dir, redis }: Pick<Target, 'dir' | 'redis'>): Pick<Engine, 'elsewhere'> {
  if (redis === undefined && existsSync(join(dir, 'redis')))
    return { elsewhere: 'There is a private Redis here too: look into it with --redis auto.' }
  if (redis === 'auto' && existsSync(join(dir, 'sweeps.sqlite')))
    return { elsewhere: `There are sweeps in ${dir} itself too: look there without --redis and --workers.` }
  return {}
}

export function probe(place: string): Promise<CheckpointProbe> {
  return probeCheckpoints(place, process.env)
}

export function scratch(): Scratch {
  return { store: memorySweepStore(), queue: memoryTrialQueue() }
}
