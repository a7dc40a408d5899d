export type ScheduleSpec = { schedule: 'constant' } | { schedule: 'exponential'; lrDecay: number }

/** The learning rate in force during an epoch, counted from 0. */
export type Schedule = (epoch: number) => number
