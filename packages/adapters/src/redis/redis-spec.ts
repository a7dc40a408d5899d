import type { SweepRecord, SweepStore } from '@hypersweep/sweep'
import { unknownSweep } from '../errors.ts'
import { exactJson } from '../exact-json.ts'
import { answered } from './answered.ts'
import type { RedisSweepsContext } from './redis-sweeps.ts'
import { replaceRecordScript } from './scripts/replace-record.ts'
import { stored, sweepForm } from './stored.ts'

/** The part of the Redis store by which a sweep is extended. */
export function redisSpec(
  { client, keys, run, patienceMs }: RedisSweepsContext,
  sweep: SweepStore['sweep'],
): Pick<SweepStore, 'replaceSpec'> {
  const [, , records] = keys.sweeps
  return {
    replaceSpec: async (id, from, to) => {
      const text = await answered(client, () => client.hget(records, id), patienceMs)
      const record = text === null ? undefined : stored<Omit<SweepRecord, 'name'>>(text, `sweep ${id}`, sweepForm(id))
      if (record && exactJson(record.spec) === exactJson(from)) {
        await run(replaceRecordScript, [...keys.sweeps], [id, text!, exactJson({ ...record, spec: to })])
      }
      const now = await sweep(id)
      if (!now) throw unknownSweep(id)
      return now
    },
  }
}
