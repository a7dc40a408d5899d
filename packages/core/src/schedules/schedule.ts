import type { Options, OptionValues } from '../options/option.ts'

/** What a curve is laid over. */
export interface ScheduleRun {
  /** The rate that the sweep file gives: where the curve begins, of one_cycle its peak. */
  readonly learningRate: number
  /** Of the whole training. */
  readonly epochs: number
}

/** What an epoch reported. */
export interface ReportedEpoch {
  readonly metrics: Readonly<Record<string, number>>
}

/** How the learning rate changes: one file, and one line in `schedules/index.ts`. Epochs count from 0. */
export interface ScheduleDefinition {
  /** As the sweep file spells it. */
  readonly name: string
  readonly options: Options
  /** Whether the curve depends on the number of epochs of the whole training: then a longer training is another one. */
  readonly needsEpochs: boolean
  /**
   * The learning rate in force during an epoch.
   *
   * @param history  what all epochs before it reported, first to last; most schedules don't look
   */
  rate(options: OptionValues, run: ScheduleRun, epoch: number, history: readonly ReportedEpoch[]): number
}

/** An option that is a number. */
export function numberOf(options: OptionValues, name: string): number {
  return options[name] as number
}
