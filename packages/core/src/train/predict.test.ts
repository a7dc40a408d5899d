import { describe, expect, test } from 'vitest'
import { referenceKernels } from '../kernels/index.ts'
import { createModel } from '../model/model.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'
import { denseSpec, TINY_SPEC } from '../testing/tiny-spec.ts'
import { predict } from './predict.ts'

const { features } = tinyDataset({ train: 40, validation: 13 })
const ROWS = 53
const dropping = { ...TINY_SPEC, layers: [denseSpec(20, 'relu', { dropout: 0.5 }), denseSpec(3, 'identity')] }

const model = (spec = dropping, capacity = 16) =>
  createModel(spec, { shape: [2], classes: 3, capacity }, referenceKernels({ precision: 'float32' }), 5)

test('probabilities of a row sum to 1', () => {
  for (const samples of [0, 5]) {
    const probabilities = predict(model(), features, { samples })
    expect(probabilities).toHaveLength(ROWS * 3)
    for (let row = 0; row < ROWS; row++) {
      const [a, b, c] = probabilities.subarray(3 * row, 3 * row + 3)
      expect(a + b + c).toBeCloseTo(1, 6)
    }
  }
})

test('rows are predicted in the order in which they are asked for', () => {
  const all = predict(model(), features)
  const some = predict(model(), features, { rows: Uint32Array.from([7, 2, 7]) })
  expect([...some]).toEqual([7, 2, 7].flatMap((row) => [...all.subarray(3 * row, 3 * row + 3)]))
})

describe('samples', () => {
  test('of none drop nothing: equal to those of the network without dropout', () => {
    const layers = dropping.layers.map((layer) => ({ ...layer, dropout: 0 }))
    expect(predict(model(), features, { samples: 0 })).toEqual(predict(model({ ...dropping, layers }), features))
  })

  test('without any dropout in the network change nothing', () => {
    const layers = dropping.layers.map((layer) => ({ ...layer, dropout: 0 }))
    const plain = model({ ...dropping, layers })
    expect(predict(plain, features, { samples: 4 })).toEqual(predict(plain, features))
  })

  test('one differs from the pass without dropout, and from that of another seed', () => {
    const [none, one, other] = [{ samples: 0 }, { samples: 1 }, { samples: 1, seed: 1 }].map((options) =>
      predict(model(), features, options).join(),
    )
    expect(new Set([none, one, other]).size).toBe(3)
  })

  test('are averaged: two are the mean of the first and the second', () => {
    const network = model()
    const [one, two] = [1, 2].map((samples) => predict(network, features, { samples, seed: 4 }))
    const second = two!.map((p, i) => 2 * p - one![i])
    // The second is a distribution too, and another than the first.
    for (let row = 0; row < ROWS; row++) {
      const [a, b, c] = second.subarray(3 * row, 3 * row + 3)
      expect(a + b + c).toBeCloseTo(1, 5)
      expect(Math.min(a, b, c)).toBeGreaterThan(-1e-6)
    }
    expect(second.some((p, i) => Math.abs(p - one![i]) > 0.01)).toBe(true)
  })

  test('scatter less the more there are, as one over the root of their number', () => {
    const network = model()
    const spread = (samples: number) => {
      const runs = Array.from({ length: 20 }, (_, seed) => predict(network, features, { samples, seed }))
      const variances = Array.from({ length: ROWS * 3 }, (_, i) => varianceOf(runs.map((run) => run[i])))
      return Math.sqrt(variances.reduce((sum, value) => sum + value, 0) / variances.length)
    }
    const ratio = spread(2) / spread(18)
    expect(ratio).toBeGreaterThan(2)
    expect(ratio).toBeLessThan(4.5)
  })

  test('are passes of programs that are recorded once', () => {
    let made = 0
    const kernels = referenceKernels({ precision: 'float32' })
    const program: typeof kernels.program = (record) => {
      made++
      return kernels.program(record)
    }
    const size = { shape: [2], classes: 3, capacity: 16 }
    predict(createModel(dropping, size, { ...kernels, program }, 5), features, { samples: 50 })
    // Passes of 16 rows, and one of the 5 that are left.
    expect(made).toBe(2)
  })
})

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length
}
