import { absolutePlace } from '@hypersweep/runner'
import type { SweepRecord } from '@hypersweep/sweep'
import type { Engine } from './context.ts'
import { CliError } from './errors.ts'

type Places = Pick<Engine, 'store' | 'checkpoints' | 'isPrivate'>

/**
 * For a driver, before its workers: writes the sweep's id into its checkpoint store, and where that is into the store of
 * sweeps. A worker whose checkpoint store lacks the id leaves the sweep to others, so that no sweep is kept in two halves.
 *
 * @throws CliError CHECKPOINTS_ELSEWHERE where the sweep was kept at another place until now
 */
export async function keepCheckpointsHere(places: Places, sweep: SweepRecord): Promise<void> {
  const { store, checkpoints, isPrivate } = places
  const own = absolutePlace(checkpoints.place)
  const place = await store.checkpointPlace(sweep.id)
  const isHere = await checkpoints.hasSweep(sweep.id)
  // Nobody else works on a private store: its own folder was emptied.
  const isOwn = place === own && isPrivate
  if (!isHere && place !== undefined && !isOwn) throw elsewhere(sweep, place, own)
  if (!isHere) await checkpoints.addSweep(sweep.id)
  if (place !== own) await store.setCheckpointPlace(sweep.id, own)
}

/** The same for who drives round by round: done in the first one that it succeeds in. */
export function checkpointKeeper(places: Places, sweep: SweepRecord): () => Promise<void> {
  let isDone = false
  return async () => {
    if (!isDone) await keepCheckpointsHere(places, sweep)
    isDone = true
  }
}

/**
 * Pins a sweep's checkpoints for who is about to read them.
 *
 * @throws CliError CHECKPOINTS_ELSEWHERE where they are at another place
 */
export async function pinCheckpoints({ store, checkpoints }: Places, sweep: SweepRecord): Promise<AsyncDisposable> {
  if (!(await checkpoints.hasSweep(sweep.id))) {
    const [place, own] = [await store.checkpointPlace(sweep.id), absolutePlace(checkpoints.place)]
    if (place !== undefined && place !== own) throw elsewhere(sweep, place, own)
  }
  return checkpoints.pin(sweep.id)
}

function elsewhere({ id, name }: SweepRecord, place: string, own: string): CliError {
  const got =
    place === own
      ? `The checkpoints of ${name} are not in ${own}, where they were: it was emptied, or is another machine's folder of that name.`
      : `The checkpoints of ${name} are in ${place}, and this is ${own}.`
  const lost = `Where they were lost for good: an empty ${own}/.sweeps/${id} lets it go on without them.`
  const needed = place === own ? 'Give all machines one place.' : `Use --checkpoints ${place}.`
  return new CliError('CHECKPOINTS_ELSEWHERE', got, `${needed} ${lost}`)
}
