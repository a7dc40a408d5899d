import type { DataIdentity } from '../data/dataset.ts'
import type { NetworkSpec } from '../model/network-spec.ts'

/** Metrics of one epoch by name (`train_loss`, `val_accuracy` …): compared and hashed, never a time. */
export type Metrics = Readonly<Record<string, number>>

export interface EpochReport {
  /** How many epochs are complete: 1 after the first. */
  epoch: number
  metrics: Metrics
}

export interface NamedTensor {
  name: string
  shape: readonly number[]
  data: Float32Array
}

/** Everything needed to go on, bit for bit, and to predict without the sweep. */
export interface Checkpoint {
  /** Which numeric code made it; another one is refused. */
  numerics: string
  spec: NetworkSpec
  seed: number
  data: DataIdentity
  /** Complete epochs. */
  epoch: number
  /** Batches done in the epoch under way; 0 between epochs. */
  step: number
  /** Optimizer steps since the start. */
  optimizerSteps: number
  /** Sums over the batches of the epoch under way. */
  partial: { loss: number; correct: number; rows: number }
  history: readonly EpochReport[]
  /** Weights: `layers.0.weight` [inputs, units], `layers.0.bias` [units]. */
  weights: readonly NamedTensor[]
  /** Optimizer state: `velocity.layers.0.weight` … */
  state: readonly NamedTensor[]
}
