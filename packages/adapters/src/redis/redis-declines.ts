import { DECLINE_LEASES, type Decline, type SweepStore } from '@hypersweep/sweep'
import { answered } from './answered.ts'
import type { RedisSweepsContext } from './redis-sweeps.ts'
import { declineScript } from './scripts/decline.ts'
import { reportForm, stored } from './stored.ts'

/** The part of the Redis store about who leaves a sweep to others. */
export function redisDeclines(
  { client, keys, run, patienceMs }: RedisSweepsContext,
  leaseMs: number,
): Pick<SweepStore, 'decline' | 'accept' | 'declines'> {
  const ask = <T>(command: () => Promise<T>) => answered(client, command, patienceMs)
  const names = keys.sweeps[1]
  return {
    decline: async (id, { worker, reason, text }) => {
      const ms = String(DECLINE_LEASES * leaseMs)
      await run(declineScript, [names, keys.declines(id)], [id, worker, reason, text, ms])
    },
    accept: async (id, worker) => void (await ask(() => client.hdel(keys.declines(id), worker))),
    declines: async (id) => {
      const [all, [seconds, micros]] = await ask(() =>
        Promise.all([
          client.hgetall(keys.declines(id)),
          client.time() as Promise<unknown> as Promise<[string, string]>,
        ]),
      )
      const now = Number(seconds) * 1e6 + Number(micros)
      const told = Object.entries(all).flatMap(([worker, json]) => {
        const [until, reason, text] = stored<[string, Decline['reason'], string]>(
          json,
          `who declines sweep ${id}`,
          reportForm,
        )
        return Number(until) > now ? [{ worker, reason, text }] : []
      })
      return told.toSorted((a, b) => (a.worker < b.worker ? -1 : 1))
    },
  }
}
