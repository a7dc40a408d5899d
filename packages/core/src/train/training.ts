import type { EpochReport } from '../checkpoint/checkpoint.ts'
import { gatherFeatures, gatherLabels } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import { CoreError } from '../errors.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { emptyTally, type Tally } from '../losses/tally.ts'
import { createModel, type Model } from '../model/model.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import { createOptimizer } from '../optimizers/create-optimizer.ts'
import { type Optimizer, optimizerSlots, type Slots } from '../optimizers/optimizer.ts'
import { createSchedule } from '../schedules/create-schedule.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { evaluate } from './evaluate.ts'

/** What a training is a function of, together with the numeric code. */
export interface TrainingInput {
  spec: NetworkSpec
  data: Dataset
  /** Of the trial, an integer in [0, 2^53): decides initial weights, order of rows and dropout. */
  seed: number
  kernels: Kernels
}

/** A training under way; the functions of this room move it. */
export interface Training extends Readonly<TrainingInput> {
  readonly model: Model
  readonly optimizer: Optimizer
  /** The optimizer's memory for each parameter of the model. */
  readonly slots: readonly Slots[]
  readonly schedule: Schedule
  /** Complete epochs. */
  epoch: number
  /** Batches done in the epoch under way. */
  step: number
  /** Optimizer steps since the start. */
  optimizerSteps: number
  /** Sums over the batches of the epoch under way. */
  partial: Tally
  history: EpochReport[]
}

/** Evaluation passes have at least so many rows, since small ones waste the kernels' time. */
const LEAST_CAPACITY = 128

/**
 * A training before its first step.
 *
 * @throws CoreError DATA_EMPTY without training or validation rows; what `createModel` and the optimizer throw
 */
export function beginTraining({ spec, data, seed, kernels }: TrainingInput): Training {
  checkRows(data)
  const capacity = Math.max(Math.min(spec.batchSize, data.train.length), LEAST_CAPACITY)
  const optimizer = createOptimizer(spec.optimizer)
  const schedule = createSchedule(spec.schedule, spec.learningRate)
  const model = createModel(spec, { inputs: data.inputs, classes: data.classNames.length, capacity }, kernels, seed)
  const slots = optimizerSlots(optimizer, model.parameters, kernels)
  const start = { epoch: 0, step: 0, optimizerSteps: 0, partial: emptyTally(), history: [] }
  return { spec, data, seed, kernels, model, optimizer, slots, schedule, ...start }
}

/** One optimizer step on the mean loss of these rows. */
export function trainBatch(training: Training, rows: Uint32Array): void {
  const { model, data, kernels, optimizer, slots, partial, epoch, step } = training
  gatherFeatures(data.features, data.inputs, rows, model.features)
  gatherLabels(data.labels, rows, model.labels)
  const logits = model.forward({ rows: rows.length, draw: { epoch, step } })
  model.loss.score(logits, model.labels, rows.length, partial)
  model.backward(rows.length)
  training.step++
  training.optimizerSteps++
  const now = { learningRate: training.schedule(epoch), step: training.optimizerSteps }
  model.parameters.forEach((parameter, i) => {
    optimizer.step(kernels, parameter, slots[i], now)
  })
}

/** Closes the epoch under way: evaluates on the validation rows, and adds a report to the history. */
export function endEpoch(training: Training): EpochReport {
  const { model, data, schedule, partial, epoch } = training
  const validation = evaluate(model, data, data.validation)
  const metrics = {
    train_loss: partial.loss / partial.rows,
    train_accuracy: partial.correct / partial.rows,
    val_loss: validation.loss,
    val_accuracy: validation.accuracy,
    learning_rate: schedule(epoch),
  }
  const report = { epoch: epoch + 1, metrics }
  training.history = [...training.history, report]
  training.epoch = report.epoch
  training.step = 0
  training.partial = emptyTally()
  return report
}

function checkRows({ name, train, validation }: Dataset): void {
  if (train.length && validation.length) return
  throw new CoreError(
    'DATA_EMPTY',
    `Data ${name} has ${train.length} training and ${validation.length} validation rows.`,
    'Both parts need rows: change `data.validation`.',
  )
}
