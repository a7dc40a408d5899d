import { CoreError } from '../errors.ts'
import { countOrNone, number, type OptionValues, share } from '../options/option.ts'
import { floorOf, lrDecay, minLr } from './common-options.ts'
import { numberOf, type ReportedEpoch, type ScheduleDefinition } from './schedule.ts'

/**
 * The rate falls when a metric has stopped getting better.
 *
 *     better:  loss < best·(1 − threshold)      accuracy > best·(1 + threshold)
 *     after more than `patience` epochs in a row that are not better:  rate ← max(rate · lr_decay, min_lr)
 *
 * For `cooldown` epochs after a fall none counts as bad. The rate is a function of what was reported: a training that
 * goes on from a checkpoint walks through its history again.
 *
 * @throws CoreError SCHEDULE_METRIC when an epoch before this one has no such metric
 *
 * Source: PyTorch's `ReduceLROnPlateau` with threshold_mode='rel', whose `factor` is `lr_decay`; Keras calls the metric
 * `monitor`.
 * Differs: PyTorch leaves out a fall of less than eps = 1e-8.
 */
export const reduceOnPlateau: ScheduleDefinition = {
  name: 'reduce_on_plateau',
  options: {
    monitor: {
      kind: 'choice',
      choices: ['val_loss', 'val_accuracy', 'train_loss', 'train_accuracy'],
      default: 'val_loss',
      meaning: 'the metric that has to get better',
    },
    lr_decay: lrDecay('factor of each fall', 0.1),
    patience: number(countOrNone, 'epochs in a row that may be no better', 10),
    threshold: number(share, 'by which share a metric must be better than the best', 1e-4),
    cooldown: number(countOrNone, 'epochs after a fall that are not looked at', 0),
    min_lr: minLr,
  },
  needsEpochs: false,
  rate(options, run, epoch, history) {
    const isBad = badEpochs(options)
    const [patience, cooldown] = [numberOf(options, 'patience'), numberOf(options, 'cooldown')]
    let rate = run.learningRate
    let bad = 0
    let cooling = 0
    for (let past = 0; past < epoch; past++) {
      bad = isBad(metricOf(options, history, past)) ? bad + 1 : 0
      if (cooling > 0) {
        cooling--
        bad = 0
      }
      if (bad <= patience) continue
      rate = Math.max(rate * numberOf(options, 'lr_decay'), floorOf(options, run))
      bad = 0
      cooling = cooldown
    }
    return rate
  },
}

/** Says of one epoch after the other whether it is no better than the best before it. */
function badEpochs(options: OptionValues): (metric: number) => boolean {
  const isLoss = (options['monitor'] as string).endsWith('loss')
  const threshold = numberOf(options, 'threshold')
  let best = isLoss ? Infinity : -Infinity
  return (metric) => {
    const isBetter = isLoss ? metric < best * (1 - threshold) : metric > best * (1 + threshold)
    if (isBetter) best = metric
    return !isBetter
  }
}

function metricOf(options: OptionValues, history: readonly ReportedEpoch[], epoch: number): number {
  const monitor = options['monitor'] as string
  const metric = history[epoch]?.metrics[monitor]
  if (metric !== undefined) return metric
  const got = `reduce_on_plateau: the report of epoch ${epoch + 1} has no ${monitor}.`
  throw new CoreError('SCHEDULE_METRIC', got, 'Give the reports of all epochs so far, or monitor what they have.')
}
