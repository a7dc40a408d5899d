import type { SweepRecord, SweepStore } from '@hypersweep/sweep'
import { unknownSweep } from '../errors.ts'
import { exactJson } from '../exact-json.ts'
import { answered } from './answered.ts'
import type { RedisSweepsContext } from './redis-sweeps.ts'
import { replaceRecordScript } from './scripts/replace-record.ts'

/** The part of the Redis store by which a sweep is extended. */
export function redisSpec(
  { client, keys, run, patienceMs }: RedisSweepsContext,
  sweep: SweepStore['sweep'],
): Pick<SweepStore, 'replaceSpec'> {
  const [, , records] = keys.sweeps
  return {
    replaceSpec: async (id, from, to) => {
      const text = await answered(client, () => client.hget(records, id), patienceMs)
      const record = text === null ? undefined : (JSON.parse(text) as Omit<SweepRecord, 'name'>)
      if (record && exactJson(record.spec) === exactJson(from)) {
        await run(replaceRecordScript, [...keys.sweeps], [id, text!, exactJson({ ...record, spec: to })])
      }
      const stored = await sweep(id)
      if (!stored) throw unknownSweep(id)
      return stored
    },
  }
}
