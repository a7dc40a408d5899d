import { randomStream } from '@hypersweep/numbers'
import type { Dataset } from '../data/dataset.ts'
import { listNonzeros } from '../data/nonzeros.ts'

export interface RandomDatasetOptions {
  shape: readonly number[]
  train?: number
  validation?: number
  /** Share of the features that are zero. */
  zeros?: number
  /** Whether the rows are given without their zeros too. */
  isSparse?: boolean
}

/** Noise in three classes, of any shape: nothing can be learned from it but by heart. */
export function randomDataset({
  shape,
  train = 22,
  validation = 7,
  zeros = 0,
  isSparse = false,
}: RandomDatasetOptions): Dataset {
  const stream = randomStream(1, 'data')
  const inputs = shape.reduce((product, side) => product * side, 1)
  const rows = train + validation
  const value = () => (stream.uniform() < zeros ? 0 : stream.normal())
  const features = Float32Array.from({ length: rows * inputs }, value)
  return {
    name: 'noise',
    sha256: 'd2'.repeat(32),
    shape,
    classNames: ['a', 'b', 'c'],
    scale: { kind: 'none' },
    features,
    ...(isSparse && { nonzeros: listNonzeros(features, inputs) }),
    labels: Int32Array.from({ length: rows }, () => stream.below(3)),
    inputs,
    train: Uint32Array.from({ length: train }, (_, i) => i),
    validation: Uint32Array.from({ length: validation }, (_, i) => train + i),
    test: new Uint32Array(0),
  }
}
