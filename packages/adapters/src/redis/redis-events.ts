import type { SweepStore, TrialEvent } from '@hypersweep/sweep'
import { answered } from './answered.ts'
import type { RedisSweepsContext } from './redis-sweeps.ts'

/** The part of the Redis store that tells what happened to a trial. */
export function redisEvents({ client, keys, patienceMs }: Omit<RedisSweepsContext, 'run'>): Pick<SweepStore, 'events'> {
  return {
    events: async (id) =>
      (await answered(client, () => client.lrange(keys.events(id), 0, -1), patienceMs)).map(eventOf),
  }
}

function eventOf(json: string): TrialEvent {
  const { at, attempt, epoch, ...texts } = JSON.parse(json) as { [key in keyof TrialEvent]: TrialEvent[key] & string }
  return { ...texts, at: Number(at), attempt: Number(attempt), epoch: Number(epoch) }
}
