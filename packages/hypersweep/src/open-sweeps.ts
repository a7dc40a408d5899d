import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AdapterError, checkpointStoreAt, redisSweepStore, sqliteSweepStore } from '@hypersweep/adapters'
import {
  type LeaderboardQuery,
  type LeaderboardRow,
  leaderboard,
  parseSort,
  query,
  SweepError,
  type SweepRecord,
  type SweepStore,
  type TrialRecord,
  trialId,
} from '@hypersweep/sweep'

export interface OpenSweepsOptions {
  /** The folder that `hypersweep run` works in, as its `--dir`. */
  dir?: string
  /** The Redis that holds the sweeps; without it they are those in `dir`. */
  redis?: string
  /** Where checkpoints are, as `--checkpoints`: `file:DIR` or `s3://bucket/prefix`; without it below `dir`. */
  checkpoints?: string
}

/** Which trials, and in what order: as the options of `hypersweep leaderboard` of these names. */
export interface LeaderboardOptions extends Omit<LeaderboardQuery, 'sort'> {
  /** Fields, the first decides: `dropout,val_loss:asc`. */
  sort?: string
}

/** Sweeps and their results, also while they run. Reading changes nothing. */
export interface Sweeps extends AsyncDisposable {
  names(): Promise<string[]>
  /** Trials in the order of the leaderboard, filtered and sorted as `hypersweep leaderboard` does. */
  leaderboard(sweep: string, options?: LeaderboardOptions): Promise<LeaderboardRow[]>
  /** One trial with its whole curve. */
  trial(sweep: string, number: number): Promise<TrialRecord>
  /** The checkpoint of a trial's scored epoch: what `loadNetwork` takes. */
  checkpoint(sweep: string, number: number): Promise<Uint8Array>
}

/**
 * Opens the results of sweeps.
 *
 * @throws AdapterError NO_SWEEPS when nothing was run in the folder yet, REDIS_… when the Redis does not answer; its
 * methods SweepError UNKNOWN_SWEEP, NO_SUCH_TRIAL, FILTER, QUERY, CHECKPOINT_GONE
 */
export async function openSweeps({ dir = '.hypersweep', redis, ...where }: OpenSweepsOptions = {}): Promise<Sweeps> {
  const store = redis === undefined ? embeddedStore(dir) : await redisSweepStore({ url: redis })
  const checkpoints = checkpointStoreAt(where.checkpoints ?? join(dir, 'checkpoints'), process.env)
  const trial = async (name: string, number: number) => oneTrial(store, await named(store, name), number)
  return {
    names: async () => (await store.sweeps()).map((sweep) => sweep.name),
    async leaderboard(name, { sort, ...options } = {}) {
      const { id, spec } = await named(store, name)
      return query(leaderboard(await store.summaries(id), spec.metric), spec.metric, {
        ...options,
        ...(sort !== undefined && { sort: parseSort(sort, 'sort') }),
      })
    },
    trial,
    async checkpoint(name, number) {
      const { id, best } = await trial(name, number)
      const bytes = best && (await checkpoints.load(id, { epoch: best.epoch, step: 0 }))
      if (bytes !== undefined) return bytes
      const got = `${name}, trial ${number} has no checkpoint of a scored epoch in ${checkpoints.place}.`
      throw new SweepError('CHECKPOINT_GONE', got, 'Wait for its first epoch, or name where the workers write.')
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

function embeddedStore(dir: string): SweepStore {
  const path = join(dir, 'sweeps.sqlite')
  if (existsSync(path)) return sqliteSweepStore({ path })
  const needed = 'Name the folder that hypersweep run worked in (its --dir), or the Redis.'
  throw new AdapterError('NO_SWEEPS', `There are no sweeps in ${dir}.`, needed)
}

async function named(store: SweepStore, name: string): Promise<SweepRecord> {
  const sweep = await store.sweepNamed(name)
  if (sweep) return sweep
  const names = (await store.sweeps()).map((one) => one.name).join(', ')
  throw new SweepError('UNKNOWN_SWEEP', `No sweep is named "${name}".`, `There is ${names || 'none yet'}.`)
}

async function oneTrial(store: SweepStore, { id, name }: SweepRecord, number: number): Promise<TrialRecord> {
  const trial = await store.trial(trialId(id, number))
  if (trial) return trial
  throw new SweepError('NO_SUCH_TRIAL', `${name} has no trial ${number}.`, 'Trials are numbered from 0.')
}
