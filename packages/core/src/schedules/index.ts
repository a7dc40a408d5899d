import { named } from '../options/named.ts'
import type { Options, OptionValues } from '../options/option.ts'
import { constant } from './constant.ts'
import { cosine } from './cosine.ts'
import { exponential } from './exponential.ts'
import { inverseSqrt } from './inverse-sqrt.ts'
import { inverseTime } from './inverse-time.ts'
import { multiStep } from './multi-step.ts'
import { oneCycle } from './one-cycle.ts'
import { polynomial } from './polynomial.ts'
import { reduceOnPlateau } from './reduce-on-plateau.ts'
import type { ReportedEpoch, ScheduleDefinition, ScheduleRun } from './schedule.ts'
import { step } from './step.ts'
import { rateWithWarmup, warmupOptions } from './warmup.ts'

export type { ReportedEpoch, ScheduleDefinition, ScheduleRun } from './schedule.ts'

/** Every schedule that there is; a new one is a file and a line here. */
export const scheduleDefinitions: readonly ScheduleDefinition[] = [
  constant,
  step,
  multiStep,
  exponential,
  inverseTime,
  inverseSqrt,
  polynomial,
  cosine,
  oneCycle,
  reduceOnPlateau,
]

/** A schedule and its options, as the sweep file spells them: `{ schedule: 'exponential', lr_decay: 0.9, … }`. */
export type ScheduleSpec = { readonly schedule: string } & OptionValues

/** The learning rate in force during an epoch, counted from 0, given what all epochs before it reported. */
export type Schedule = (epoch: number, history: readonly ReportedEpoch[]) => number

/** @throws CoreError NAME when there is no schedule of that name */
export function scheduleOf({ schedule: name }: Pick<ScheduleSpec, 'schedule'>): ScheduleDefinition {
  return named('schedule', scheduleDefinitions, name)
}

/** The options of a schedule, those of the warm-up before it included. */
export function scheduleOptions({ options }: ScheduleDefinition): Options {
  return { ...options, ...warmupOptions }
}

/** A schedule over a training, its options checked before. */
export function createSchedule(spec: ScheduleSpec, run: ScheduleRun): Schedule {
  const definition = scheduleOf(spec)
  return (epoch, history) => rateWithWarmup(definition, spec, run, epoch, history)
}
