import { type Checkpoint, type Dataset, evaluate, type Kernels, modelFromCheckpoint, predict } from '@hypersweep/core'
import { bestCheckpoint, networkSpec, RunnerError, storedProbabilities } from '@hypersweep/runner'
import { type CheckpointStore, resolveObjective, type SweepRecord, type TrialSummary } from '@hypersweep/sweep'
import { CliError } from '../errors.ts'
import { type Score, scoreOf } from './score.ts'

/** Validation rows are chosen on; test rows take no part in a choice, and are read once it is made. */
export type Part = 'validation' | 'test'

/** The network of a trial after so many epochs. */
export interface Network {
  trial: TrialSummary
  epoch: number
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
  /** The same network once more, where its weights were given up; without it such a network cannot be had. */
  trainAgain?(network: Network): Promise<Checkpoint>
}

/** @throws CliError NO_NETWORK before the trial's first epoch */
export function scoredNetwork(trial: TrialSummary): Network {
  if (trial.best) return { trial, epoch: trial.best.epoch }
  throw new CliError('NO_NETWORK', `Trial ${trial.number} has reported no epoch yet.`, 'Wait until it has.')
}

/**
 * The weights of a network: as they were kept, else trained again.
 *
 * @throws CliError DATA_DIFFERS when the data is not what it was trained on; RunnerError CHECKPOINT_GONE where there are
 * none and nothing trains again; what `bestCheckpoint` throws
 */
export async function checkpointOf({ trial, epoch }: Network, where: Where): Promise<Checkpoint> {
  const at = trial.best ? { ...trial, best: { ...trial.best, epoch } } : trial
  const checkpoint = await bestCheckpoint({ ...where, trial: at }).catch((error: unknown) => {
    if (where.trainAgain && isGone(error)) return where.trainAgain({ trial, epoch })
    throw error
  })
  checkData(checkpoint, where.dataset)
  return checkpoint
}

export function isGone(error: unknown): boolean {
  return error instanceof RunnerError && error.code === 'CHECKPOINT_GONE'
}

/**
 * What a network makes of the validation rows: as it was kept when its trial ended, else computed, and kept then.
 *
 * @throws what `checkpointOf` throws
 */
export async function validationOf(network: Network, where: Where): Promise<Prediction> {
  const { trial, epoch } = network
  const isScored = trial.best?.epoch === epoch
  const kept = isScored ? await storedProbabilities({ ...where, trial }) : undefined
  if (kept) return ofStored(kept, trial, where)
  return predictPart(await checkpointOf(network, where), 'validation', where)!
}

/** The loss that a trial is trained on, where it is not the one that averages are scored with. */
export function otherLossOf(trial: TrialSummary, sweep: SweepRecord): string | undefined {
  const loss = lossOf(trial, sweep)
  if (isCrossEntropy(loss)) return undefined
  return loss.label_smoothing === 0 ? loss.loss : `${loss.loss} with label_smoothing`
}

function lossOf({ params }: TrialSummary, { spec }: SweepRecord): Checkpoint['spec']['loss'] {
  return networkSpec(resolveObjective(spec.objective, params)).loss
}

/** What the trial reported of that epoch is what evaluating its network again would give. */
function ofStored(probabilities: Float32Array, trial: TrialSummary, { dataset, sweep }: Where): Prediction {
  const { metrics } = trial.best!
  const own = { accuracy: metrics['val_accuracy']!, loss: metrics['val_loss']! }
  const loss = lossOf(trial, sweep)
  return { probabilities, own, score: isCrossEntropy(loss) ? own : crossEntropy(probabilities, 'validation', dataset) }
}

/** @returns nothing where the data has no such rows */
export function predictPart(
  checkpoint: Checkpoint,
  part: Part,
  { dataset, kernels }: Pick<Where, 'dataset' | 'kernels'>,
): Prediction | undefined {
  const rows = dataset[part]
  if (rows.length === 0) return undefined
  const model = modelFromCheckpoint(checkpoint, kernels)
  const probabilities = predict(model, dataset.features, { rows })
  const own = evaluate(model, dataset, rows)
  kernels.release()
  const score = isCrossEntropy(checkpoint.spec.loss) ? own : crossEntropy(probabilities, part, dataset)
  return { probabilities, own, score }
}

function crossEntropy(probabilities: Float32Array, part: Part, { labels, classNames, ...rows }: Dataset): Score {
  return scoreOf(probabilities, labels, rows[part], classNames.length)!
}

/** Whether the loss that training reports is the one that averages are scored with; then the trial's own is told. */
function isCrossEntropy({ loss, label_smoothing }: Checkpoint['spec']['loss']): boolean {
  return loss === 'cross_entropy' && label_smoothing === 0
}

function checkData({ data }: Checkpoint, dataset: Dataset): void {
  if (data.sha256 === dataset.sha256) return
  const got = `The trials were trained on ${data.name} (${data.sha256.slice(0, 12)}), and this is ${dataset.name} (${dataset.sha256.slice(0, 12)}).`
  throw new CliError('DATA_DIFFERS', got, 'Name the folder of the data they were trained on with --data-root.')
}
