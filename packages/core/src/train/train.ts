import type { Checkpoint, EpochReport } from '../checkpoint/checkpoint.ts'
import { weightsSha256 } from '../checkpoint/weights-sha256.ts'
import { epochOrder } from '../data/batches.ts'
import { CoreError } from '../errors.ts'
import { divergence } from './divergence.ts'
import { restore, snapshot } from './snapshot.ts'
import { beginTraining, endEpoch, type Training, type TrainingInput, trainBatch } from './training.ts'

export interface TrainOptions extends TrainingInput {
  /** Which numeric code this is; goes into checkpoints, and one from another is refused. */
  numerics: string
  /** Where to go on; leads to the same bits as a training that was never stopped. */
  resume?: Checkpoint
  /** Asked after each batch. */
  shouldStop?: () => boolean
}

export type TrainEvent =
  | {
      kind: 'epoch'
      report: EpochReport
      /** The training at this place; to be called before the generator goes on. */
      checkpoint(): Checkpoint
      /** SHA-256 of the weights at this place; to be called before the generator goes on. */
      weightsSha256(): string
    }
  /** `shouldStop` answered yes: the last event. The epoch under way is not reported, even if its batches are done. */
  | { kind: 'stopped'; checkpoint(): Checkpoint }
  /** A number is no longer finite: the last event. Epoch under way and batch in it, both from 1. */
  | { kind: 'diverged'; epoch: number; step: number; message: string }

/**
 * Trains a network and yields after each epoch; what it yields is a function of spec, data, seed and numeric code alone.
 *
 * The metrics of a report, in this order: `train_loss` and `train_accuracy`, means over the epoch's batches as each was
 * trained on, dropout included; `val_loss` and `val_accuracy` over the validation rows after the epoch; `learning_rate`.
 *
 * Arrays are taken from `kernels`, and are the caller's to release. Leaving the loop early leaves nothing behind.
 *
 * @throws CoreError for a spec, data or a checkpoint that cannot be trained with
 */
export function* train(options: TrainOptions): Generator<TrainEvent, void, undefined> {
  const { numerics, resume, shouldStop = () => false } = options
  const training = beginTraining(options)
  if (resume) restore(training, resume, numerics)
  while (training.epoch < training.spec.epochs) {
    for (const rows of remainingBatches(training)) {
      trainBatch(training, rows)
      const trouble = divergence(training)
      if (trouble) return yield diverged(training, trouble)
      if (shouldStop()) return yield { kind: 'stopped', ...readers(training, numerics) }
    }
    const { step } = training
    const report = endEpoch(training)
    const trouble = Number.isFinite(report.metrics.val_loss) ? undefined : 'the validation loss is not finite'
    if (trouble) return yield diverged({ epoch: training.epoch - 1, step }, trouble)
    yield { kind: 'epoch', report, ...readers(training, numerics) }
  }
}

/** The rows of each batch of the epoch under way that is not done yet; the last one may be smaller. */
function* remainingBatches({ data, seed, spec, epoch, step }: Training): Generator<Uint32Array> {
  const order = epochOrder(data.train, seed, epoch)
  for (let from = step * spec.batchSize; from < order.length; from += spec.batchSize) {
    yield order.subarray(from, from + spec.batchSize)
  }
}

function diverged({ epoch, step }: Pick<Training, 'epoch' | 'step'>, trouble: string): TrainEvent {
  const message = `At batch ${step} of epoch ${epoch + 1} ${trouble}. A lower learning rate usually helps.`
  return { kind: 'diverged', epoch: epoch + 1, step, message }
}

/** Readers of the training's arrays, which the next step overwrites: they refuse when they come too late. */
function readers(training: Training, numerics: string): { checkpoint(): Checkpoint; weightsSha256(): string } {
  const { optimizerSteps } = training
  const current = () => {
    if (training.optimizerSteps === optimizerSteps) return snapshot(training, numerics)
    throw new CoreError(
      'TRAIN_EVENT_OLD',
      'The training has gone on since this event.',
      'Read an event before the next.',
    )
  }
  return { checkpoint: current, weightsSha256: () => weightsSha256(current().weights) }
}
