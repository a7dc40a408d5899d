import type { Checkpoint, EpochReport } from '../checkpoint/checkpoint.ts'
import { weightsSha256 } from '../checkpoint/weights-sha256.ts'
import { batchesOf, epochOrder } from '../data/batches.ts'
import { CoreError } from '../errors.ts'
import { normalisesBatches } from '../model/network-spec.ts'
import { nonFiniteWeight } from './divergence.ts'
import { restore, snapshot } from './snapshot.ts'
import { beginTraining, endEpoch, type Training, type TrainingInput, trainBatch } from './training.ts'

export interface TrainOptions extends TrainingInput {
  /** Which numeric code this is; goes into checkpoints, and one from another is refused. */
  numerics: string
  /** Where to go on; leads to the same bits as a training that was never stopped. */
  resume?: Checkpoint
  /** Asked after each batch; after the last of an epoch once that is reported, and after the last of all not at all. */
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
      /** What its network makes of the validation rows, [rows, classes]; to be called before the generator goes on. */
      probabilities(): Float32Array<ArrayBuffer>
    }
  /** `shouldStop` answered yes: the last event. The epoch under way is not reported. */
  | { kind: 'stopped'; checkpoint(): Checkpoint }
  /** A number is no longer finite: the last event. Epoch under way and batch in it, both from 1. */
  | { kind: 'diverged'; epoch: number; step: number; message: string }

/**
 * Trains a network and yields after each epoch; what it yields is a function of spec, data, seed and numeric code alone.
 *
 * The metrics of a report, in this order: `train_loss` and `train_accuracy`, means over the epoch's batches as each was
 * trained on, dropout included; `val_loss` and `val_accuracy` over the validation rows after the epoch, by the running
 * averages of the weights where these are kept; `learning_rate`; and what `readGauges` names.
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
    for (const { rows, isLast } of remainingBatches(training)) {
      trainBatch(training, rows, isLast)
      if (!Number.isFinite(training.partial.loss)) return yield diverged(training, 'the training loss is not finite')
      // What is measured in the last step of an epoch is in no checkpoint: its report comes first.
      if (!isLast && shouldStop()) return yield { kind: 'stopped', ...readers(training, numerics) }
    }
    const { epoch, step } = training
    const broken = nonFiniteWeight(training)
    if (broken) return yield diverged(training, `a weight of ${broken} is not finite`)
    const report = endEpoch(training)
    const trouble = notFinite(report)
    if (trouble) return yield diverged({ epoch, step }, trouble)
    yield { kind: 'epoch', report, ...readers(training, numerics) }
    if (training.epoch < training.spec.epochs && shouldStop()) {
      return yield { kind: 'stopped', ...readers(training, numerics) }
    }
  }
}

/** The rows of each batch of the epoch under way that is not done yet. */
function* remainingBatches({
  data,
  seed,
  spec,
  epoch,
  step,
}: Training): Generator<{ rows: Uint32Array; isLast: boolean }> {
  const order = epochOrder(data.train, seed, epoch)
  const batches = batchesOf(order, spec.batch_size, normalisesBatches(spec))
  for (let batch = step; batch < batches.length; batch++) {
    yield { rows: batches[batch], isLast: batch === batches.length - 1 }
  }
}

function diverged({ epoch, step }: Pick<Training, 'epoch' | 'step'>, trouble: string): TrainEvent {
  const message = `At batch ${step} of epoch ${epoch + 1} ${trouble}. A lower learning rate usually helps.`
  return { kind: 'diverged', epoch: epoch + 1, step, message }
}

/** The metric that is not finite, where there is one: limits on gradients can hide from the weights that one overflowed. */
function notFinite({ metrics }: EpochReport): string | undefined {
  const found = Object.keys(metrics).find((name) => !Number.isFinite(metrics[name]))
  if (found === undefined) return undefined
  return found === 'val_loss' ? 'the validation loss is not finite' : `the metric ${found} is not finite`
}

type Readers = Pick<TrainEvent & { kind: 'epoch' }, 'checkpoint' | 'weightsSha256' | 'probabilities'>

/** Readers of the training's arrays, which the next step overwrites: they refuse when they come too late. */
function readers(training: Training, numerics: string): Readers {
  const { optimizerSteps } = training
  const checked = () => {
    if (training.optimizerSteps === optimizerSteps) return training
    throw new CoreError(
      'TRAIN_EVENT_OLD',
      'The training has gone on since this event.',
      'Read an event before the next.',
    )
  }
  const checkpoint = () => snapshot(checked(), numerics)
  return {
    checkpoint,
    weightsSha256: () => weightsSha256(checkpoint().weights),
    probabilities: () => checked().gauges.probabilities.slice(),
  }
}
