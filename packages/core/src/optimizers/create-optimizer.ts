import { adam } from './adam.ts'
import { momentum } from './momentum.ts'
import { nesterov } from './nesterov.ts'
import type { Optimizer, OptimizerSpec } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

/** @throws CoreError OPTIMIZER_OPTION when an option is outside its range */
export function createOptimizer(spec: OptimizerSpec): Optimizer {
  switch (spec.optimizer) {
    case 'sgd':
      return sgd(spec)
    case 'momentum':
      return momentum(spec)
    case 'nesterov':
      return nesterov(spec)
    case 'rmsprop':
      return rmsprop(spec)
    case 'adam':
      return adam(spec)
  }
}
