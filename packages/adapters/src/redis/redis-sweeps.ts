import type { SweepRecord, SweepStore, Trial } from '@hypersweep/sweep'
import { trialId } from '@hypersweep/sweep'
import type { Redis } from 'ioredis'
import { AdapterError, sweepNameTaken, unknownSweep } from '../errors.ts'
import { exactJson } from '../exact-json.ts'
import { answered } from './answered.ts'
import type { RedisKeys } from './redis-keys.ts'
import type { Script } from './script.ts'
import { addSweepScript } from './scripts/add-sweep.ts'
import { addTrialsScript } from './scripts/add-trials.ts'
import { renameSweepScript } from './scripts/rename-sweep.ts'
import { takeOverScript } from './scripts/take-over.ts'
import { checkStoredName, stored, sweepForm } from './stored.ts'

/** Trials in one script: more would hold up the server's other clients for milliseconds. */
const CHUNK = 500

export type SweepMethods = Pick<
  SweepStore,
  'addSweep' | 'rename' | 'sweep' | 'sweepNamed' | 'sweeps' | 'addTrials' | 'takeOver'
>

export interface RedisSweepsContext {
  client: Redis
  keys: RedisKeys
  run: (script: Script, keys: string[], args: string[]) => Promise<unknown>
  patienceMs: number
}

/** The part of the Redis store that is about sweeps, and what goes through all trials of one. */
export function redisSweeps(
  { client, keys, run, patienceMs }: RedisSweepsContext,
  summaries: SweepStore['summaries'],
): SweepMethods {
  const ask = <T>(command: () => Promise<T>) => answered(client, command, patienceMs)
  const [ids, names, records, list] = keys.sweeps
  const sweep = async (id: string): Promise<SweepRecord | undefined> => {
    const [name, record] = await ask(() => Promise.all([client.hget(names, id), client.hget(records, id)]))
    return name && record ? recordOf(id, name, record) : undefined
  }
  return {
    addSweep: async ({ name, ...rest }) => {
      const id = (await run(addSweepScript, [...keys.sweeps], [name, rest.id, exactJson(rest)])) as string
      return (await sweep(id))!
    },
    rename: async (id, name) => {
      const reply = await run(renameSweepScript, [...keys.sweeps], [id, name])
      if (reply === 'unknown') throw unknownSweep(id)
      if (reply === 'taken') throw sweepNameTaken(name)
    },
    sweep,
    sweepNamed: async (name) => {
      const id = await ask(() => client.hget(ids, name))
      return id ? sweep(id) : undefined
    },
    sweeps: async () => {
      const all = await ask(() => client.lrange(list, 0, -1))
      return (await Promise.all(all.map((id) => sweep(id).catch(leftOut)))).filter((each) => each !== undefined)
    },
    addTrials: async (sweepId, trials) => {
      for (let start = 0; start < trials.length; start += CHUNK) {
        const chunk = trials.slice(start, start + CHUNK)
        const trialKeys = chunk.map(({ number }) => keys.trial(trialId(sweepId, number)))
        const args = chunk.flatMap((trial) => [String(trial.number), trialText(trial), String(trial.stage || '')])
        const ofSweep = [names, keys.summaries(sweepId), keys.changes(sweepId), keys.scored]
        const added = await run(addTrialsScript, [...ofSweep, ...trialKeys], [sweepId, ...args])
        if (added === null) throw unknownSweep(sweepId)
      }
    },
    takeOver: async (sweepId, { text, failures = 0, crashes = 0 }) => {
      for (const { id, number, state } of await summaries(sweepId)) {
        if (state.status !== 'running') continue
        await run(takeOverScript, keys.ofTrial(id), [String(number), text, String(failures), String(crashes)])
      }
    },
  }
}

function recordOf(id: string, name: string, record: string): SweepRecord {
  checkStoredName(name, id)
  return { ...stored<Omit<SweepRecord, 'name'>>(record, `sweep ${id}`, sweepForm(id)), name }
}

/** One that cannot be read must not hide the others; who asks for it by its name is told. */
function leftOut(error: unknown): undefined {
  if (!(error instanceof AdapterError) || error.code !== 'REDIS_CONTENT') throw error
}

function trialText({ number, params, seed }: Trial): string {
  return exactJson({ number, params, seed })
}
