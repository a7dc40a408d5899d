import { cos } from '@hypersweep/numbers'
import { number, type OptionRange } from '../options/option.ts'
import { numberOf, type ScheduleDefinition } from './schedule.ts'

const divisor: OptionRange = { min: 1, minIncluded: true, max: Infinity, maxIncluded: false }

/**
 * One cycle: up to the learning rate, then down to next to nothing.
 *
 *     up    from lr/div_factor to lr                      over the epochs 0 … p = pct_start·epochs − 1
 *     down  from lr to lr/(div_factor·final_div_factor)   over the epochs p … epochs − 1
 *
 * Both ways are half a cosine or a line. The learning rate is the peak, which an epoch meets where p is whole. Where
 * p ≤ 0 there is no way up, and the first epoch has the peak.
 *
 * Source: Smith & Topin 2018, https://arxiv.org/abs/1708.07120, as PyTorch's `OneCycleLR` with a step per epoch, whose
 * `max_lr` is the learning rate.
 * Differs: momentum does not cycle, as with PyTorch's cycle_momentum=False; PyTorch starts on the way down where p < 0.
 */
export const oneCycle: ScheduleDefinition = {
  name: 'one_cycle',
  options: {
    pct_start: number(
      { min: 0, minIncluded: true, max: 1, maxIncluded: true },
      'share of the epochs that the way up takes',
      0.3,
    ),
    div_factor: number(divisor, 'the peak divided by the first rate', 25),
    final_div_factor: number(divisor, 'the first rate divided by the last', 1e4),
    anneal_strategy: {
      kind: 'choice',
      choices: ['cosine', 'linear'],
      default: 'cosine',
      meaning: 'the form of both ways',
    },
  },
  needsEpochs: true,
  rate(options, { learningRate: peak, epochs }, epoch) {
    const first = peak / numberOf(options, 'div_factor')
    const last = first / numberOf(options, 'final_div_factor')
    const top = Math.max(numberOf(options, 'pct_start') * epochs - 1, 0)
    const way = options['anneal_strategy'] === 'linear' ? line : halfCosine
    if (epoch < top) return way(first, peak, epoch / top)
    return epoch === top ? peak : way(peak, last, (epoch - top) / (epochs - 1 - top))
  },
}

function line(from: number, to: number, progress: number): number {
  return from + (to - from) * progress
}

function halfCosine(from: number, to: number, progress: number): number {
  return to + ((from - to) * (1 + cos(Math.PI * progress))) / 2
}
