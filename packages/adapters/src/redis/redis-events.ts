import type { SweepStore, TrialEvent } from '@hypersweep/sweep'
import { answered } from './answered.ts'
import type { RedisSweepsContext } from './redis-sweeps.ts'
import { eventForm, stored } from './stored.ts'

/** The part of the Redis store that tells what happened to a trial. */
export function redisEvents({ client, keys, patienceMs }: Omit<RedisSweepsContext, 'run'>): Pick<SweepStore, 'events'> {
  return {
    events: async (id) =>
      (await answered(client, () => client.lrange(keys.events(id), 0, -1), patienceMs)).map((json) =>
        eventOf(json, `an event of trial ${id}`),
      ),
  }
}

function eventOf(json: string, place: string): TrialEvent {
  const { at, attempt, epoch, ...texts } = stored<{ [key in keyof TrialEvent]: TrialEvent[key] & string }>(
    json,
    place,
    eventForm,
  )
  return { ...texts, at: Number(at), attempt: Number(attempt), epoch: Number(epoch) }
}
