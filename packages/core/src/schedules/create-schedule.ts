import { constant } from './constant.ts'
import { exponential } from './exponential.ts'
import type { Schedule, ScheduleSpec } from './schedule.ts'

/** @throws CoreError SCHEDULE_OPTION when an option is outside its range */
export function createSchedule(spec: ScheduleSpec, learningRate: number): Schedule {
  return spec.schedule === 'constant' ? constant(learningRate) : exponential(learningRate, spec.lrDecay)
}
