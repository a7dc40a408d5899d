import {
  averageProbabilities,
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
import { meanScore, type Score, scoreOf } from './score.ts'

/** A member by itself. Scores are missing where the data has no such rows. */
export interface Member {
  trial: TrialSummary
  checkpoint: Checkpoint
  validation?: Score
  test?: Score
}

/**
 * The best single network, its fellows' mean, and all of them predicting together, on the same rows. The loss is
 * cross-entropy, whatever the networks were trained on: an average has no other.
 */
export interface Comparison {
  bestSingle: Score
  meanOfMembers: Score
  average: Score
}

export interface EnsembleScores {
  /** Best first: the order in which they were chosen. */
  members: readonly Member[]
  validation?: Comparison
  test?: Comparison
}

export interface EvaluateOptions {
  checkpoints: CheckpointStore
  sweep: SweepRecord
  /** Chosen on validation data, best first. */
  chosen: readonly TrialSummary[]
  dataset: Dataset
  kernels: Kernels
}

/**
 * Scores the chosen trials alone and together. Test rows take no part in the choice; they are read here, once.
 *
 * @throws CliError DATA_DIFFERS when the data is not what the trials were trained on; what `bestCheckpoint` throws
 */
export async function evaluateMembers({ chosen, ...options }: EvaluateOptions): Promise<EnsembleScores> {
  const { dataset, kernels } = options
  const members: Member[] = []
  const predicted: Record<Part, Predicted[]> = { validation: [], test: [] }
  for (const trial of chosen) {
    const checkpoint = await bestCheckpoint({ ...options, trial })
    checkData(checkpoint, dataset)
    const model = modelFromCheckpoint(checkpoint, kernels)
    const member: Member = { trial, checkpoint }
    for (const part of PARTS) {
      const probabilities = predict(model, dataset.features, { rows: dataset[part] })
      const score = dataset[part].length > 0 ? evaluate(model, dataset, dataset[part]) : undefined
      if (score) member[part] = score
      const alone = isCrossEntropy(checkpoint.spec) ? score : scorePart(probabilities, dataset, part)
      predicted[part].push({ probabilities, alone })
    }
    members.push(member)
    kernels.release()
  }
  const [validation, test] = PARTS.map((part) => compare(predicted[part], dataset, part))
  return { members, ...(validation && { validation }), ...(test && { test }) }
}

type Part = 'validation' | 'test'
const PARTS = ['validation', 'test'] as const

interface Predicted {
  probabilities: Float32Array
  /** Missing where the data has no such rows. */
  alone: Score | undefined
}

/** Whether the loss that training reports is the one that averages are scored with; then the trial's own is told. */
function isCrossEntropy({ loss: { loss, label_smoothing } }: NetworkSpec): boolean {
  return loss === 'cross_entropy' && label_smoothing === 0
}

function compare(members: readonly Predicted[], dataset: Dataset, part: Part): Comparison | undefined {
  const alone = members.flatMap((member) => member.alone ?? [])
  const together = averageProbabilities(members.map(({ probabilities }) => probabilities))
  const average = scorePart(together, dataset, part)
  return average && { bestSingle: alone[0]!, meanOfMembers: meanScore(alone), average }
}

function scorePart(probabilities: ArrayLike<number>, dataset: Dataset, part: Part): Score | undefined {
  return scoreOf(probabilities, dataset.labels, dataset[part], dataset.classNames.length)
}

function checkData({ data }: Checkpoint, dataset: Dataset): void {
  if (data.sha256 === dataset.sha256) return
  const got = `The trials were trained on ${data.name} (${data.sha256.slice(0, 12)}), and this is ${dataset.name} (${dataset.sha256.slice(0, 12)}).`
  throw new CliError('DATA_DIFFERS', got, 'Name the folder of the data they were trained on with --data-root.')
}
