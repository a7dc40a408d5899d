import { CoreError, createModel, type Dataset, referenceKernels } from '@hypersweep/core'
import { resolveObjective, type SweepSpec, specAt, sweepTrials } from '@hypersweep/sweep'
import { RunnerError } from '../errors.ts'
import { networkObjective } from '../objective/network-objective.ts'
import { networkSpec } from '../objective/network-spec.ts'

/**
 * Checks that the layers of the first trial fit the data and each other. Where an axis makes others of the layers, a
 * trial that does not fit ends as invalid.
 *
 * @throws RunnerError LAYER_INPUT
 */
export function checkLayers(spec: SweepSpec, { name, shape, classNames }: Dataset): void {
  const { params } = sweepTrials(specAt(spec, 0), networkObjective).trial(0)
  const network = networkSpec(resolveObjective(spec.objective, params))
  try {
    const size = { shape, classes: classNames.length, capacity: 1 }
    createModel(network, size, referenceKernels({ precision: 'float32' }), 0)
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause
    const needed = 'Correct the layers under model, or take other data.'
    throw new RunnerError(cause.code, `The network does not fit ${name}: ${cause.message}`, needed, { cause })
  }
}
