import type { Nonzeros } from './nonzeros.ts'

/** How raw features became the network's inputs; kept in checkpoints so that `predict` does the same. */
export type Scale =
  | { kind: 'none' }
  /** x / by, the same for every feature: images, whose zeros stay zeros. */
  | { kind: 'divide'; by: number }
  /** (x − mean[f]) / deviation[f], from training rows only; a constant feature has deviation 1. */
  | { kind: 'standardize'; mean: readonly number[]; deviation: readonly number[] }

/** What a checkpoint must know of the data it was trained on. */
export interface DataIdentity {
  name: string
  /** SHA-256 over the source's contents, as 64 hexadecimal characters. */
  sha256: string
  /** Features of one row: [features] or [height, width, channels]. */
  shape: readonly number[]
  classNames: readonly string[]
  /** [features], where the source names them. */
  featureNames?: readonly string[]
  scale: Scale
}

/** A classification data set, loaded once per process; its arrays lie in shared memory and are never written again. */
export interface Dataset extends DataIdentity {
  /** [rows, inputs], scaled. */
  features: Float32Array
  /** The same without its zeros, where these are many. */
  nonzeros?: Nonzeros
  /** [rows], each in 0 … classNames.length − 1. */
  labels: Int32Array
  /** Product of `shape`. */
  inputs: number
  /** Row numbers of each part; disjoint. */
  train: Uint32Array
  validation: Uint32Array
  /** Read by `best --test`, `ensemble` and `report` only, never while training. */
  test: Uint32Array
}
