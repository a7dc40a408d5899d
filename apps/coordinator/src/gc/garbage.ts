import { removableOf } from '@hypersweep/runner'
import {
  type CheckpointRef,
  type CheckpointStore,
  type KeptFile,
  parseTrialId,
  type SweepRecord,
  type TrialId,
} from '@hypersweep/sweep'
import type { Engine } from '../context.ts'

/** Why a file may go. */
export type Why =
  /** Its trial is complete, and not among the best that keep their weights. */
  | 'given up'
  /** Later checkpoints of its trial have made it needless. */
  | 'superseded'
  /** It was set aside as no good checkpoint. */
  | 'set aside'
  /** A process died while it wrote it. */
  | 'abandoned'
  /** No store that was asked knows its sweep. */
  | 'unknown sweep'

export interface Piece {
  trial: TrialId
  name: string
  bytes: number
  why: Why
}

/** What is kept of each trial that is named. */
export type Contents = ReadonlyMap<TrialId, readonly KeptFile[]>

const AT_ONCE = 32

export async function contentsOf(checkpoints: CheckpointStore, trials: readonly TrialId[]): Promise<Contents> {
  const contents = new Map<TrialId, readonly KeptFile[]>()
  for (let from = 0; from < trials.length; from += AT_ONCE) {
    const some = trials.slice(from, from + AT_ONCE)
    const kept = await Promise.all(some.map((trial) => checkpoints.contents(trial)))
    for (const [index, trial] of some.entries()) contents.set(trial, kept[index]!)
  }
  return contents
}

/** What may go of a sweep that the store knows; `trials` are those of which anything is kept. */
export async function garbageOf(
  { store, checkpoints }: Pick<Engine, 'store' | 'checkpoints'>,
  sweep: SweepRecord,
  trials: readonly TrialId[],
): Promise<Piece[]> {
  const ours = trials.filter((trial) => parseTrialId(trial).sweepId === sweep.id)
  // Before the summaries are read, as whoever deletes has to.
  const contents = await contentsOf(checkpoints, ours)
  const listed = new Map([...contents].map(([trial, kept]) => [trial, refsOf(kept)]))
  const removable = new Map<string, Why>()
  for (const { trial, ref, isGivenUp } of removableOf(sweep, listed, await store.summaries(sweep.id))) {
    removable.set(placeOf(trial, ref), isGivenUp ? 'given up' : 'superseded')
  }
  return [...contents].flatMap(([trial, kept]) =>
    kept.flatMap((file): Piece[] => {
      const why = whyOf(file, trial, removable)
      return why === undefined ? [] : [{ trial, name: file.name, bytes: file.bytes, why }]
    }),
  )
}

function refsOf(kept: readonly KeptFile[]): CheckpointRef[] {
  const refs = kept.flatMap((file) => (file.kind === 'checkpoint' ? [file.ref] : []))
  return refs.sort((a, b) => a.epoch - b.epoch || a.step - b.step)
}

function whyOf(file: KeptFile, trial: TrialId, removable: ReadonlyMap<string, Why>): Why | undefined {
  switch (file.kind) {
    case 'checkpoint':
      return removable.get(placeOf(trial, file.ref))
    case 'aside':
      return 'set aside'
    case 'abandoned':
      return 'abandoned'
    // Ensembles are chosen by these when the weights are gone.
    case 'probabilities':
    case 'other':
      return undefined
  }
}

function placeOf(trial: TrialId, { epoch, step }: CheckpointRef): string {
  return `${trial}/${epoch}-${step}`
}
