import { type SweepStore, trialId } from '@hypersweep/sweep'
import { unknownSweep } from '../errors.ts'
import { answered } from './answered.ts'
import type { RedisSweepsContext } from './redis-sweeps.ts'
import { removeSweepScript } from './scripts/remove-sweep.ts'
import { setControlScript } from './scripts/set-control.ts'
import { setPlaceScript } from './scripts/set-place.ts'
import { storedControl } from './stored.ts'

/** Trials whose keys go in one command. */
const CHUNK = 500

/** The part of the Redis store about what is said of a whole sweep: paused, stopped, cancelled, removed, and where its checkpoints are. */
export function redisControl({
  client,
  keys,
  run,
  patienceMs,
}: RedisSweepsContext): Pick<
  SweepStore,
  'control' | 'setControl' | 'checkpointPlace' | 'setCheckpointPlace' | 'removeSweep'
> {
  const ask = <T>(command: () => Promise<T>) => answered(client, command, patienceMs)
  return {
    control: async (id) => storedControl(await ask(() => client.get(keys.control(id))), id),
    setControl: async (id, control) => {
      const reply = await run(setControlScript, [...keys.sweeps, keys.control(id)], [id, control])
      if (reply === 'unknown') throw unknownSweep(id)
    },
    checkpointPlace: async (id) => (await ask(() => client.get(keys.place(id)))) ?? undefined,
    setCheckpointPlace: async (id, place) => {
      const reply = await run(setPlaceScript, [keys.sweeps[1], keys.place(id)], [id, place])
      if (reply === 'unknown') throw unknownSweep(id)
    },
    // The list of its trials goes last, so that a removal which was cut short can be done again.
    removeSweep: async (id) => {
      const trials = (await ask(() => client.hkeys(keys.summaries(id)))).map((number) => trialId(id, Number(number)))
      for (let start = 0; start < trials.length; start += CHUNK) {
        const chunk = trials
          .slice(start, start + CHUNK)
          .flatMap((id) => [keys.trial(id), keys.reports(id), keys.events(id)])
        await ask(() => client.unlink(...chunk))
      }
      const ofSweep = [
        keys.summaries(id),
        keys.changes(id),
        keys.leases(id),
        keys.control(id),
        keys.scores(id),
        keys.scored,
        keys.declines(id),
        keys.place(id),
      ]
      await run(removeSweepScript, [...keys.sweeps, ...ofSweep], [id])
    },
  }
}
