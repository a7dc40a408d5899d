import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { TINY_SPEC } from './tiny-spec.ts'

/** Every part filled, with values that a careless codec would lose. */
export const SAMPLE_CHECKPOINT: Checkpoint = {
  numerics: 'ab'.repeat(32),
  spec: TINY_SPEC,
  seed: 2 ** 53 - 1,
  data: {
    name: 'naïve “data”',
    sha256: 'c1'.repeat(32),
    shape: [2],
    classNames: ['left', 'sha256":"', '\u{1F600}'],
    scale: { kind: 'standardize', mean: [0.1, 1 / 3], deviation: [1, 2e-308] },
  },
  epoch: 2,
  step: 1,
  optimizerSteps: 7,
  partial: { loss: 8.123456789012344, correct: 5, rows: 8 },
  history: [
    { epoch: 1, metrics: { train_loss: 1.0986122886681098, train_accuracy: 1 / 3, learning_rate: 5e-324 } },
    { epoch: 2, metrics: { train_loss: 0.1 + 0.2, train_accuracy: 1, learning_rate: 0.05 } },
  ],
  weights: [
    { name: 'layers.0.weight', shape: [2, 3], data: Float32Array.from([1, -2, 1 / 3, -0, 1e-45, 3.4e38]) },
    { name: 'layers.0.bias', shape: [3], data: Float32Array.from([7, 8, 9]) },
  ],
  state: [
    { name: 'velocity.layers.0.weight', shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6]) },
    { name: 'velocity.layers.0.bias', shape: [3], data: Float32Array.from([Infinity, 0, -1]) },
  ],
}
