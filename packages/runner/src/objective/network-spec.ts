import type { NetworkSpec, OptimizerSpec, ScheduleSpec } from '@hypersweep/core'
import type { ResolvedObjective } from '@hypersweep/sweep'
import { checked } from './checked.ts'
import { modelSection } from './model-section.ts'
import { type TrainingSection, trainingSection } from './training-section.ts'

/**
 * The network that one trial trains.
 *
 * @throws RunnerError OBJECTIVE_INVALID when the objective is none of ours: a value outside its range, an unknown key
 */
export function networkSpec({ model, training }: Pick<ResolvedObjective, 'model' | 'training'>): NetworkSpec {
  const { layers } = checked('model', modelSection, model)
  const options = checked('training', trainingSection, training)
  return {
    layers,
    optimizer: optimizerSpec(options),
    schedule: scheduleSpec(options),
    learningRate: options.learning_rate,
    batchSize: options.batch_size,
    epochs: options.epochs,
  }
}

/** The section has the defaults of its own optimizer, so what acts is there. */
function optimizerSpec(options: TrainingSection): OptimizerSpec {
  const { optimizer } = options
  const weightDecay = options.weight_decay!
  switch (optimizer) {
    case 'sgd':
      return { optimizer, weightDecay }
    case 'momentum':
    case 'nesterov':
      return { optimizer, momentum: options.momentum!, weightDecay }
    case 'rmsprop':
      return { optimizer, ...averaged(options), momentum: options.momentum!, weightDecay }
    case 'adam':
      return { optimizer, beta1: options.beta1!, ...averaged(options), weightDecay }
  }
}

function averaged({ decay_rate, epsilon }: TrainingSection): { decayRate: number; epsilon: number } {
  return { decayRate: decay_rate!, epsilon: epsilon! }
}

function scheduleSpec({ schedule, lr_decay }: TrainingSection): ScheduleSpec {
  return schedule === 'constant' ? { schedule } : { schedule, lrDecay: lr_decay! }
}
