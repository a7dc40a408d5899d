import type { Floats, Kernels } from '../kernels/kernels.ts'
import type { Parameter } from '../tensor/parameter.ts'

export type OptimizerSpec =
  | { optimizer: 'sgd'; weightDecay: number }
  | { optimizer: 'momentum' | 'nesterov'; momentum: number; weightDecay: number }
  | { optimizer: 'rmsprop'; decayRate: number; momentum: number; epsilon: number; weightDecay: number }
  | { optimizer: 'adam'; beta1: number; decayRate: number; epsilon: number; weightDecay: number }

export type OptimizerName = OptimizerSpec['optimizer']

/** A rule that moves weights along their gradient. It keeps nothing itself: its memory is the slots it is handed. */
export interface Optimizer<Slot extends string = string> {
  /** The arrays it needs beside each parameter: of the same shape, zero before the first step, part of a checkpoint. */
  readonly slots: readonly Slot[]
  step(kernels: Kernels, parameter: Parameter, state: Slots<Slot>, now: OptimizerStep): void
}

/** The slots of one parameter. */
export type Slots<Slot extends string = string> = Readonly<Record<Slot, Floats>>

export interface OptimizerStep {
  learningRate: number
  /** Counts all steps of the training, from 1. */
  step: number
}

/** Zeros for each slot of each parameter, in the parameters' order. */
export function optimizerSlots({ slots }: Optimizer, parameters: readonly Parameter[], kernels: Kernels): Slots[] {
  return parameters.map(({ values }) => Object.fromEntries(slots.map((slot) => [slot, kernels.floats(values.length)])))
}
