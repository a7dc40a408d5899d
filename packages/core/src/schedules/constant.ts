import type { Schedule } from './schedule.ts'

/** lr(epoch) = learningRate */
export function constant(learningRate: number): Schedule {
  return () => learningRate
}
