import { randomStream } from '@hypersweep/numbers'
import type { Dataset } from '../data/dataset.ts'

/** Three noisy clusters in the plane: learnable, not separable, and small enough to train thousands of times. */
export function tinyDataset({ train = 22, validation = 7, seed = 1 } = {}): Dataset {
  const stream = randomStream(seed, 'data')
  const rows = train + validation
  const features = new Float32Array(new SharedArrayBuffer(rows * 8))
  const labels = new Int32Array(new SharedArrayBuffer(rows * 4))
  for (let row = 0; row < rows; row++) {
    labels[row] = row % 3
    features[2 * row] = CENTRES[labels[row]][0] + 0.7 * stream.normal()
    features[2 * row + 1] = CENTRES[labels[row]][1] + 0.7 * stream.normal()
  }
  return {
    name: 'clusters',
    sha256: 'c1'.repeat(32),
    shape: [2],
    classNames: ['left', 'right', 'above'],
    scale: { kind: 'none' },
    features,
    labels,
    inputs: 2,
    train: Uint32Array.from({ length: train }, (_, i) => i),
    validation: Uint32Array.from({ length: validation }, (_, i) => train + i),
    test: new Uint32Array(0),
  }
}

const CENTRES = [
  [-1, 0],
  [1, 0],
  [0, 1.5],
]
