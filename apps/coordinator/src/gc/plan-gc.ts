import { parseTrialId, type SweepRecord, type TrialId } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'
import { isWorkedOn } from '../lookup.ts'
import { contentsOf, garbageOf, type Piece } from './garbage.ts'

/** What may go of one sweep. */
export interface SweepGarbage {
  id: string
  /** None where the sweep is not known. */
  sweep?: SweepRecord
  pieces: readonly Piece[]
  /** All of an unknown sweep that have a place there. */
  trials?: readonly TrialId[]
}

/** A sweep that is left as it is. */
export interface LeftOut {
  id: string
  name?: string
  why: 'a run works on it' | 'its trials run' | 'another process reads it' | 'written to lately' | 'unknown sweep'
  /** Of a sweep that is not known. */
  pieces?: readonly Piece[]
}

export interface GcPlan {
  garbage: readonly SweepGarbage[]
  left: readonly LeftOut[]
}

export interface PlanOptions {
  engine: Engine
  sweeps: readonly SweepRecord[]
  /** Whose ids are known, in whatever store; what is of others is looked at too. */
  known?: ReadonlySet<string>
  /** Whether what is of unknown sweeps may go. */
  mayFreeUnknown: boolean
}

/** Looks for what may go, and touches nothing. */
export async function planGc({ engine, sweeps, known, mayFreeUnknown }: PlanOptions): Promise<GcPlan> {
  const trials = await engine.checkpoints.trials()
  const garbage: SweepGarbage[] = []
  const left: LeftOut[] = []
  for (const sweep of sweeps) {
    const why = await busyness(engine, sweep)
    if (why !== undefined) left.push({ id: sweep.id, name: sweep.name, why })
    else garbage.push({ id: sweep.id, sweep, pieces: await garbageOf(engine, sweep, trials) })
  }
  for (const [id, theirs] of unknownIn(trials, known)) {
    const { pieces, isFresh } = await allOf(engine, theirs)
    if (mayFreeUnknown && !isFresh) garbage.push({ id, pieces, trials: theirs })
    else left.push({ id, pieces, why: isFresh ? 'written to lately' : 'unknown sweep' })
  }
  return { garbage: garbage.filter(({ pieces }) => pieces.length > 0), left }
}

/** Why a sweep is to be left alone: its driver tidies up by itself, and a reader may want what is there. */
export async function busyness(engine: Engine, sweep: SweepRecord): Promise<LeftOut['why'] | undefined> {
  if (isWorkedOn(engine, sweep)) return 'a run works on it'
  // Without a run here, trials of a private store only seem to run.
  if (!engine.isPrivate) {
    const summaries = await engine.store.summaries(sweep.id)
    if (summaries.some(({ state }) => state.status === 'running')) return 'its trials run'
  }
  return (await engine.checkpoints.pinned(sweep.id)) ? 'another process reads it' : undefined
}

function unknownIn(trials: readonly TrialId[], known: ReadonlySet<string> | undefined): Map<string, TrialId[]> {
  const unknown = new Map<string, TrialId[]>()
  for (const trial of known === undefined ? [] : trials) {
    const { sweepId } = parseTrialId(trial)
    if (!known!.has(sweepId)) unknown.set(sweepId, [...(unknown.get(sweepId) ?? []), trial])
  }
  return unknown
}

/** A sweep that is trained somewhere writes far more often. */
const FRESH_MS = 3_600_000

/** Everything of some trials of an unknown sweep; fresh where something of it was written within the hour. */
export async function allOf({ checkpoints }: Engine, trials: readonly TrialId[]) {
  const contents = await contentsOf(checkpoints, trials)
  const pieces = [...contents].flatMap(([trial, kept]) =>
    kept.map(({ name, bytes }): Piece => ({ trial, name, bytes, why: 'unknown sweep' })),
  )
  const isFresh = [...contents.values()].flat().some(({ ageMs }) => ageMs < FRESH_MS)
  return { pieces, isFresh }
}
