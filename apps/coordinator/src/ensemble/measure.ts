import { type Checkpoint, modelFromCheckpoint, predict } from '@hypersweep/core'
import { checkpointOf, type Network, type Prediction, predictPart, type Where } from './networks.ts'

/** What a network costs, and what it makes of rows that took no part in any choice. */
export interface Measured {
  parameters: number
  /** For 1000 rows, on this thread. */
  milliseconds: number
  /** Missing where the data has no such rows. */
  test: Prediction | undefined
}

export type Measure = (network: Network, where: Where) => Promise<Measured>

/** Measures each network once, however many lines of a table it stands in. */
export function measureOnce(): Measure {
  const known = new Map<string, Measured>()
  return async (network, where) => {
    const key = `${network.trial.id}/${network.epoch}`
    const before = known.get(key)
    if (before) return before
    const checkpoint = await checkpointOf(network, where)
    const measured = {
      parameters: parameterCount(checkpoint),
      milliseconds: millisecondsOf(checkpoint, where),
      test: predictPart(checkpoint, 'test', where),
    }
    known.set(key, measured)
    return measured
  }
}

/** What 1000 predictions take: the quickest of three times. */
function millisecondsOf(checkpoint: Checkpoint, { dataset, kernels }: Where): number {
  const rows = Uint32Array.from({ length: 1000 }, (_, index) => index % dataset.labels.length)
  const model = modelFromCheckpoint(checkpoint, kernels)
  const times = [1, 2, 3].map(() => {
    const startedAt = performance.now()
    predict(model, dataset.features, { rows })
    return performance.now() - startedAt
  })
  kernels.release()
  return Math.min(...times)
}

/** How many numbers training found: running statistics of batch norm are none. */
function parameterCount({ weights }: Checkpoint): number {
  const trained = weights.filter(({ name }) => !/\.running_/.test(name))
  return trained.reduce((sum, { data }) => sum + data.length, 0)
}
