import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Kernels, referenceKernels, simdKernels } from '../kernels/index.ts'
import { networkZoo } from '../testing/network-zoo.ts'
import { outcome } from '../testing/outcome.ts'
import { randomDataset } from '../testing/random-dataset.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'
import { denseSpec, TINY_SPEC } from '../testing/tiny-spec.ts'
import { beginTraining, endEpoch, trainBatch } from './training.ts'

const reference = () => referenceKernels({ precision: 'float32' })
const module = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)))

/** Kernels that count the numbers that they give out. */
function counting(kernels: Kernels): { counted: Kernels; count: () => number } {
  let numbers = 0
  const count =
    <A extends unknown[], T>(make: (...args: A) => T) =>
    (...args: A): T => {
      numbers++
      return make(...args)
    }
  const { matrix, images, floats, doubles, integers, program } = kernels
  const counted = {
    ...kernels,
    matrix: count(matrix),
    images: count(images),
    floats: count(floats),
    doubles: count(doubles),
    integers: count(integers),
    program: count(program),
  }
  return { counted, count: () => numbers }
}

test.each(networkZoo)('$name: after the first epoch no array and no program is made any more', ({ spec, shape }) => {
  const data = randomDataset({ shape })
  const { counted, count } = counting(reference())
  const training = beginTraining({ spec, data, seed: 1, kernels: counted })
  const epoch = () => {
    for (const [from, to] of [
      [0, 8],
      [8, 16],
      [16, 22],
    ] as const) {
      trainBatch(training, data.train.subarray(from, to), to === 22)
    }
    endEpoch(training)
  }
  epoch()
  const before = count()
  epoch()
  expect(count()).toBe(before)
})

describe('a last batch of one row', () => {
  const data = tinyDataset({ train: 17, validation: 5 })
  const stepsOf = (batch_norm: boolean) => {
    const layers = [denseSpec(6, 'relu', { batch_norm }), denseSpec(3, 'identity')]
    return outcome({ data, spec: { ...TINY_SPEC, layers } }).checkpoint.optimizerSteps
  }

  test('joins the one before where a layer normalises batches', () => {
    expect(stepsOf(true)).toBe(3 * 2)
  })

  test('is a step of its own elsewhere', () => {
    expect(stepsOf(false)).toBe(3 * 3)
  })
})

test('batches of any size train, from one row to all of them, to the same bytes with SIMD', () => {
  for (const batch_size of [1, 2, 5, 16, 21, 22, 100]) {
    const spec = { ...TINY_SPEC, batch_size, epochs: 2 }
    expect(outcome({ spec, kernels: simdKernels(module) }).bytes).toEqual(outcome({ spec }).bytes)
  }
})

describe('batch norm, which has no variance of one row, is refused', () => {
  const layers = [denseSpec(6, 'relu', { batch_norm: true }), denseSpec(3, 'identity')]
  test.each([
    ['batches of one row', 1, 22],
    ['one training row', 8, 1],
  ])('on %s', (_, batch_size, train) => {
    const data = tinyDataset({ train, validation: 5 })
    const begin = () =>
      beginTraining({ spec: { ...TINY_SPEC, layers, batch_size }, data, seed: 1, kernels: reference() })
    expect(begin).toThrow(expect.objectContaining({ code: 'BATCH_NORM_ROWS' }))
  })
})
