import type { TrialId } from '../trial.ts'

/** A place in a trial: `epoch` complete epochs and `step` batches of the next; later ones compare greater. */
export interface CheckpointRef {
  epoch: number
  step: number
}

/** Something that is kept of a trial and takes room. */
export type KeptFile = {
  /** Unique in its trial. */
  name: string
  bytes: number
  /** How long ago it was last written, by the store's clock. */
  ageMs: number
} & (
  | { kind: 'checkpoint'; ref: CheckpointRef }
  /** What `saveProbabilities` stored. */
  | { kind: 'probabilities' }
  /** It was set aside. */
  | { kind: 'aside' }
  /** Of a save that was cut short, and will not be gone on with. */
  | { kind: 'abandoned' }
  /** What is being saved just now, and what others have put there. */
  | { kind: 'other' }
)

/**
 * Keeps checkpoints as bytes, and beside them what a trial's network made of the validation rows, which stays when its
 * checkpoints are given up; what is in them, and whether they are whole, is for the reader to judge.
 *
 * Promises, each a sentence of the suite in `checkpoint-store.conformance.ts`:
 * - what `save` stored, `load` returns, byte for byte, also through another instance, whatever becomes of the bytes given;
 * - once `save` has resolved the bytes are durable, and a save that is cut short leaves nothing that `list` shows;
 * - saving the same place again replaces it;
 * - `list` is in ascending order (epoch, then step), of this trial only, empty for a trial without any;
 * - `remove` takes one away and no other; removing what is not there does nothing;
 * - `setAside` hides one from `list` and `load` and keeps its bytes for a person to look at;
 * - `saveProbabilities` keeps one for each trial, beside its checkpoints and after them, until the next one;
 * - `removeTrial` takes away all that is kept of a trial, also what was set aside, and nothing of another;
 * - `trials` names every trial of which anything is kept, each once;
 * - `contents` names all that is kept of a trial, with its bytes and what it is; `discard` takes one of these and no other;
 * - `pinned` tells of a sweep while any pin of it lasts, taken through whatever instance, and of no other sweep;
 * - `hasSweep` is true of a sweep from `addSweep` until `removeSweep`, through whatever instance, and of no other;
 * - a trial id that is no plain name is refused and touches nothing.
 */
export interface CheckpointStore {
  /** Where it is, as `--checkpoints` takes it; never with credentials. */
  readonly place: string
  save(trial: TrialId, ref: CheckpointRef, bytes: Uint8Array): Promise<void>
  load(trial: TrialId, ref: CheckpointRef): Promise<Uint8Array | undefined>
  list(trial: TrialId): Promise<CheckpointRef[]>
  remove(trial: TrialId, ref: CheckpointRef): Promise<void>
  setAside(trial: TrialId, ref: CheckpointRef): Promise<void>
  /** One for each trial: of its scored epoch. */
  saveProbabilities(trial: TrialId, bytes: Uint8Array): Promise<void>
  loadProbabilities(trial: TrialId): Promise<Uint8Array | undefined>
  removeTrial(trial: TrialId): Promise<void>
  trials(): Promise<TrialId[]>
  contents(trial: TrialId): Promise<KeptFile[]>
  discard(trial: TrialId, name: string): Promise<void>
  /** Says that the checkpoints of this sweep are kept here: a worker whose store has not been told so is at another place. */
  addSweep(sweepId: string): Promise<void>
  hasSweep(sweepId: string): Promise<boolean>
  /** For who has removed its trials. */
  removeSweep(sweepId: string): Promise<void>
  /**
   * Taken by a reader before it reads which trials there are: while it lasts, who deletes leaves the sweep's checkpoints
   * alone. The pin of a process that has died is none, however it died.
   */
  pin(sweepId: string): Promise<AsyncDisposable>
  /** Asked by who deletes, between the decision what may go and its deletion. */
  pinned(sweepId: string): Promise<boolean>
}
