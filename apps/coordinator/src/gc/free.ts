import type { TrialId } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'
import { garbageOf, type Piece } from './garbage.ts'
import { allOf, busyness, type SweepGarbage } from './plan-gc.ts'

/**
 * Frees what was found, as far as it still may go: while a person was asked, a run may have begun, a reader come, or a
 * trial gone on. Returns what went.
 */
export async function freeGarbage(engine: Engine, garbage: readonly SweepGarbage[]): Promise<Piece[]> {
  const freed: Piece[] = []
  for (const one of garbage) freed.push(...(one.sweep ? await freeKnown(engine, one) : await freeUnknown(engine, one)))
  return freed
}

async function freeKnown(engine: Engine, { sweep, pieces }: SweepGarbage): Promise<Piece[]> {
  const { checkpoints } = engine
  if ((await busyness(engine, sweep!)) !== undefined) return []
  // A run that begins meanwhile waits for so long, and watches.
  using lock = engine.lock(sweep!.id)
  if (lock === undefined) return []
  const now = new Set((await garbageOf(engine, sweep!, trialsOf(pieces))).map(placeOf))
  if (await checkpoints.pinned(sweep!.id)) return []
  const gone = pieces.filter((piece) => now.has(placeOf(piece)))
  for (const { trial, name } of gone) await checkpoints.discard(trial, name)
  return gone
}

/** Folders and all: nobody will write there again. */
async function freeUnknown(engine: Engine, { id, pieces, trials = [] }: SweepGarbage): Promise<Piece[]> {
  const { isFresh } = await allOf(engine, trials)
  if (isFresh || (await engine.checkpoints.pinned(id))) return []
  for (const trial of trials) await engine.checkpoints.removeTrial(trial)
  await engine.checkpoints.removeSweep(id)
  return [...pieces]
}

function trialsOf(pieces: readonly Piece[]): TrialId[] {
  return [...new Set(pieces.map(({ trial }) => trial))]
}

function placeOf({ trial, name }: Piece): string {
  return `${trial}/${name}`
}
