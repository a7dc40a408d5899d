import { countOrNone, factor, notNegative, number, type OptionValues, positive } from '../options/option.ts'
import { numberOf, type ScheduleRun } from './schedule.ts'

export const lrDecay = (meaning: string, usual?: number) => number(factor, meaning, usual)
export const falloff = number(positive, 'k, how fast the learning rate falls, per epoch')
export const decayEpochs = number(countOrNone, 'epochs until the end of the fall; 0 for all that there are', 0)
export const minLr = number(notNegative, 'where the fall ends; a learning rate below it stays as it is', 0)

/** Where the fall ends: `min_lr`, and never above where it begins. */
export function floorOf(options: OptionValues, { learningRate }: ScheduleRun): number {
  return Math.min(numberOf(options, 'min_lr'), learningRate)
}

/** How far an epoch is along the fall: from 0 in the first to 1 at `decay_epochs` and after. */
export function progressOf(options: OptionValues, { epochs }: ScheduleRun, epoch: number): number {
  const end = numberOf(options, 'decay_epochs') || epochs
  return Math.min(epoch / end, 1)
}
