import {
  type Checkpoint,
  type Dataset,
  evaluate,
  type Kernels,
  modelFromCheckpoint,
  type NetworkSpec,
  predict,
} from '@hypersweep/core'
import { bestCheckpoint } from '@hypersweep/runner'
import type { CheckpointStore, SweepRecord, TrialSummary } from '@hypersweep/sweep'
import { CliError } from '../errors.ts'
import { type Score, scoreOf } from './score.ts'

/** Validation rows are chosen on; test rows take no part in a choice, and are read once it is made. */
export type Part = 'validation' | 'test'

/** A network that may become a member. */
export interface Candidate {
  trial: TrialSummary
  checkpoint: Checkpoint
}

/** What a network makes of the rows of a part. */
export interface Prediction {
  /** [rows, classes] */
  probabilities: Float32Array
  /** In the network's own loss: what its training reported. */
  own: Score
  /** In cross-entropy, whatever the network was trained on: an average has no other loss. */
  score: Score
}

export interface Where {
  checkpoints: CheckpointStore
  sweep: SweepRecord
  dataset: Dataset
  kernels: Kernels
}

/**
 * The network of a trial's scored epoch, or of the epoch given.
 *
 * @throws CliError DATA_DIFFERS when the data is not what it was trained on; what `bestCheckpoint` throws
 */
export async function candidateOf(where: Where, trial: TrialSummary, epoch = trial.best?.epoch): Promise<Candidate> {
  const at = trial.best && epoch !== undefined ? { ...trial, best: { ...trial.best, epoch } } : trial
  const checkpoint = await bestCheckpoint({ ...where, trial: at })
  checkData(checkpoint, where.dataset)
  return { trial, checkpoint }
}

/** @returns nothing where the data has no such rows */
export function predictPart(
  { checkpoint }: Candidate,
  part: Part,
  { dataset, kernels }: Where,
): Prediction | undefined {
  const { labels, classNames, features } = dataset
  const rows = dataset[part]
  if (rows.length === 0) return undefined
  const model = modelFromCheckpoint(checkpoint, kernels)
  const probabilities = predict(model, features, { rows })
  const own = evaluate(model, dataset, rows)
  kernels.release()
  const score = isCrossEntropy(checkpoint.spec) ? own : scoreOf(probabilities, labels, rows, classNames.length)!
  return { probabilities, own, score }
}

/** What 1000 predictions take, on this thread: the quickest of three times. */
export function millisecondsOf({ checkpoint }: Candidate, { dataset, kernels }: Where): number {
  const rows = Uint32Array.from({ length: 1000 }, (_, index) => index % dataset.labels.length)
  const model = modelFromCheckpoint(checkpoint, kernels)
  const times = [1, 2, 3].map(() => {
    const startedAt = performance.now()
    predict(model, dataset.features, { rows })
    return performance.now() - startedAt
  })
  kernels.release()
  return Math.min(...times)
}

/** How many numbers training found: running statistics of batch norm are none. */
export function parameterCount({ checkpoint: { weights } }: Candidate): number {
  const trained = weights.filter(({ name }) => !/\.running_/.test(name))
  return trained.reduce((sum, { data }) => sum + data.length, 0)
}

/** Whether the loss that training reports is the one that averages are scored with; then the trial's own is told. */
function isCrossEntropy({ loss: { loss, label_smoothing } }: NetworkSpec): boolean {
  return loss === 'cross_entropy' && label_smoothing === 0
}

function checkData({ data }: Checkpoint, dataset: Dataset): void {
  if (data.sha256 === dataset.sha256) return
  const got = `The trials were trained on ${data.name} (${data.sha256.slice(0, 12)}), and this is ${dataset.name} (${dataset.sha256.slice(0, 12)}).`
  throw new CliError('DATA_DIFFERS', got, 'Name the folder of the data they were trained on with --data-root.')
}
