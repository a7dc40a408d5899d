import { expect, test } from 'vitest'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/codec.ts'
import { referenceKernels } from '../kernels/index.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'
import { TINY_SPEC } from '../testing/tiny-spec.ts'
import { evaluate } from '../train/evaluate.ts'
import { predict } from '../train/predict.ts'
import { train } from '../train/train.ts'
import { averageProbabilities } from './average-probabilities.ts'
import { modelFromCheckpoint } from './model-from-checkpoint.ts'

const kernels = referenceKernels({ precision: 'float32' })
const data = tinyDataset({ train: 60, validation: 30 })

/** The last checkpoint of a training, as it comes from a file. */
function trained(seed: number): Checkpoint {
  let bytes = new Uint8Array()
  for (const event of train({ spec: TINY_SPEC, data, seed, kernels, numerics: 'n' })) {
    if (event.kind === 'epoch') bytes = encodeCheckpoint(event.checkpoint())
  }
  return decodeCheckpoint(bytes)
}

test('a network from a checkpoint scores what the training reported, bit for bit', () => {
  const checkpoint = trained(1)
  const { loss, accuracy } = evaluate(modelFromCheckpoint(checkpoint, kernels), data, data.validation)
  expect(checkpoint.history.at(-1)!.metrics).toMatchObject({ val_loss: loss, val_accuracy: accuracy })
})

test('weights that do not fit the spec are refused', () => {
  const checkpoint = trained(1)
  expect(() => modelFromCheckpoint({ ...checkpoint, weights: checkpoint.weights.slice(2) }, kernels)).toThrow(
    expect.objectContaining({ code: 'CHECKPOINT_TENSORS', message: expect.stringContaining('layers.0.weight [2, 6]') }),
  )
})

test('the loss of an average is at most the average of the losses', () => {
  const members = [1, 2, 3, 4].map((seed) => predict(modelFromCheckpoint(trained(seed), kernels), data.features))
  const loss = (probabilities: ArrayLike<number>) =>
    [...data.validation].reduce((total, row) => total - Math.log(probabilities[3 * row + data.labels[row]]), 0)
  const mean = members.reduce((total, member) => total + loss(member), 0) / members.length
  // Jensen's inequality: −log is convex, and these members differ.
  expect(loss(averageProbabilities(members))).toBeLessThan(mean)
})
