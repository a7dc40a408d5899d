import type { ScheduleDefinition } from './schedule.ts'

/** rate(t) = lr */
export const constant: ScheduleDefinition = {
  name: 'constant',
  options: {},
  needsEpochs: false,
  rate: (_, { learningRate }) => learningRate,
}
