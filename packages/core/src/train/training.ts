import type { EpochReport } from '../checkpoint/checkpoint.ts'
import type { Dataset } from '../data/dataset.ts'
import { CoreError } from '../errors.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { emptyTally, type Tally } from '../losses/tally.ts'
import { createModel, type Model } from '../model/model.ts'
import { type NetworkSpec, normalisesBatches } from '../model/network-spec.ts'
import { createSchedule, type Schedule } from '../schedules/index.ts'
import { withAverages } from './averaged.ts'
import { evaluate } from './evaluate.ts'
import { createGauges, type Gauges, readGauges } from './gauges.ts'
import { stepProgram } from './programs.ts'
import { tallyRows } from './tally-rows.ts'
import { createUpdates, type Updates } from './updates.ts'

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
  readonly updates: Updates
  readonly gauges: Gauges
  readonly schedule: Schedule
  /** The step on so many rows; `observed` in the last of an epoch. */
  program(rows: number, observed: boolean): () => void
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
 * @throws CoreError DATA_EMPTY without training or validation rows; BATCH_NORM_ROWS where a batch of one row would be
 * normalised; what `createModel` throws
 */
export function beginTraining({ spec, data, seed, kernels }: TrainingInput): Training {
  checkRows(data)
  checkBatches(spec, data)
  // One more: the last batch of one row joins the one before.
  const capacity = Math.max(Math.min(spec.batch_size + 1, data.train.length), LEAST_CAPACITY)
  const size = { shape: data.shape, classes: data.classNames.length, capacity, isSparse: data.nonzeros !== undefined }
  const schedule = oncePerEpoch(
    createSchedule(spec.schedule, { learningRate: spec.learning_rate, epochs: spec.epochs }),
  )
  const model = createModel(spec, size, kernels, seed)
  const updates = createUpdates(kernels, spec, model.parameters)
  const gauges = createGauges(model, data.validation.length)
  const setting = { model, updates, gauges, regularisation: spec.regularisation }
  const program = latest((rows, observed) => stepProgram(setting, rows, observed))
  const start = { epoch: 0, step: 0, optimizerSteps: 0, partial: emptyTally(), history: [] }
  return { spec, data, seed, kernels, model, updates, gauges, schedule, program, ...start }
}

/** One optimizer step on the mean loss of these rows. */
export function trainBatch(training: Training, rows: Uint32Array, isLast: boolean): void {
  const { model, data, updates, partial, epoch, step } = training
  model.fetch(data, rows)
  model.draw[2] = epoch
  model.draw[3] = step
  training.step++
  training.optimizerSteps++
  updates.prepare({ learningRate: training.schedule(epoch, training.history), step: training.optimizerSteps })
  training.program(rows.length, isLast)()
  tallyRows(model, rows.length, partial)
}

/** Closes the epoch under way: evaluates on the validation rows, and adds a report to the history. */
export function endEpoch(training: Training): EpochReport {
  const { model, data, schedule, partial, epoch, gauges, updates } = training
  for (const { largest } of gauges.rectified) largest.values.fill(0)
  const validation = withAverages(updates, () => evaluate(model, data, data.validation, gauges))
  const metrics = {
    train_loss: partial.loss / partial.rows,
    train_accuracy: partial.correct / partial.rows,
    val_loss: validation.loss,
    val_accuracy: validation.accuracy,
    learning_rate: schedule(epoch, training.history),
    ...readGauges(gauges),
  }
  const report = { epoch: epoch + 1, metrics }
  training.history = [...training.history, report]
  training.epoch = report.epoch
  training.step = 0
  training.partial = emptyTally()
  return report
}

/** Asked at every step, though it changes by epoch: one that looks at the history walks through all of it. */
function oncePerEpoch(schedule: Schedule): Schedule {
  let known: { epoch: number; rate: number } | undefined
  return (epoch, history) => {
    if (known?.epoch !== epoch) known = { epoch, rate: schedule(epoch, history) }
    return known.rate
  }
}

/** Remembers its last answer: nearly all steps of an epoch are alike. */
function latest(program: Training['program']): Training['program'] {
  let known: { rows: number; observed: boolean; run: () => void } | undefined
  return (rows, observed) => {
    if (known?.rows !== rows || known.observed !== observed) known = { rows, observed, run: program(rows, observed) }
    return known.run
  }
}

function checkRows({ name, train, validation }: Dataset): void {
  if (train.length && validation.length) return
  throw new CoreError(
    'DATA_EMPTY',
    `Data ${name} has ${train.length} training and ${validation.length} validation rows.`,
    'Both parts need rows: change `data.validation`.',
  )
}

/** A last batch of one row joins the one before; where all are of one row that does not help. */
function checkBatches(spec: NetworkSpec, { train }: Dataset): void {
  const rows = Math.min(spec.batch_size, train.length)
  if (rows > 1 || !normalisesBatches(spec)) return
  const got = 'The network has batch norm, and is trained on batches of one row, which has no variance.'
  throw new CoreError('BATCH_NORM_ROWS', got, 'Use a `batch_size` of 2 or more, and two or more training rows.')
}
