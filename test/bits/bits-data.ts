import { type Dataset, listNonzeros } from '@hypersweep/core'
import { type RandomStream, randomStream } from '@hypersweep/numbers'

/**
 * - `clusters`: three noisy ones in 13 dimensions
 * - `mostly-zeros`: ten classes of 100 features of which 82 % are 0 (in MNIST it is 81 %): kernels skip them
 * - `images`: 12x12, one channel, with a bright bar in one of four places
 */
export type BitsData = 'clusters' | 'mostly-zeros' | 'images'

/** Training rows. With batches of 11, 24 and 32 the last one of an epoch has fewer (1, 4, 4), with batches of 20 not. */
const TRAIN = 100
const VALIDATION = 27

const KINDS = {
  clusters: { shape: [13], classes: 3, fill: fillCluster },
  'mostly-zeros': { shape: [100], classes: 10, fill: fillMostlyZeros },
  images: { shape: [12, 12, 1], classes: 4, fill: fillImage },
} satisfies Record<BitsData, { shape: number[]; classes: number; fill: Fill }>

/** Writes the features of one row of class `label`; `row` is all zeros before. */
type Fill = (row: Float32Array, label: number, stream: RandomStream) => void

/**
 * Synthetic data made of @hypersweep/numbers alone: the same floats wherever it runs.
 *
 * @param isDense  leaves out the list of nonzeros, so that kernels multiply by every zero
 */
export function bitsData(name: BitsData, { isDense = false } = {}): Dataset {
  const { shape, classes, fill } = KINDS[name]
  const inputs = shape.reduce((product, size) => product * size, 1)
  const rows = TRAIN + VALIDATION
  const features = new Float32Array(new SharedArrayBuffer(4 * rows * inputs))
  const labels = new Int32Array(new SharedArrayBuffer(4 * rows))
  const stream = randomStream(3, 'data')
  for (let row = 0; row < rows; row++) {
    labels[row] = row % classes
    fill(features.subarray(row * inputs, (row + 1) * inputs), row % classes, stream)
  }
  return {
    name,
    sha256: 'b1'.repeat(32),
    shape,
    classNames: Array.from({ length: classes }, (_, label) => `class ${label}`),
    scale: { kind: 'none' },
    features,
    ...(name === 'mostly-zeros' && !isDense && { nonzeros: listNonzeros(features, inputs) }),
    labels,
    inputs,
    train: Uint32Array.from({ length: TRAIN }, (_, row) => row),
    validation: Uint32Array.from({ length: VALIDATION }, (_, row) => TRAIN + row),
    test: new Uint32Array(0),
  }
}

function fillCluster(row: Float32Array, label: number, stream: RandomStream): void {
  for (let i = 0; i < row.length; i++) row[i] = (i % 3 === label ? 1 : 0) + 0.8 * stream.normal()
}

/** A class has 14 features of its own; up to 5 more are noise. */
function fillMostlyZeros(row: Float32Array, label: number, stream: RandomStream): void {
  for (let k = 0; k < 14; k++) row[(label * 7 + 3 * k) % row.length] = 0.1 + 0.9 * stream.uniform()
  for (let k = 0; k < 5; k++) row[stream.below(row.length)] = stream.uniform()
}

/** A bar two pixels thick, lying or standing, in one half or the other, on noise. */
function fillImage(row: Float32Array, label: number, stream: RandomStream): void {
  for (let i = 0; i < row.length; i++) row[i] = 0.3 * stream.uniform()
  const at = (label & 2 ? 6 : 0) + stream.below(5)
  for (let along = 0; along < 12; along++) {
    for (const across of [at, at + 1]) {
      const pixel = label & 1 ? along * 12 + across : across * 12 + along
      row[pixel] = 0.7 + 0.3 * stream.uniform()
    }
  }
}
