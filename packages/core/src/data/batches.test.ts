import { expect, test } from 'vitest'
import { epochOrder, gatherFeatures, gatherLabels } from './batches.ts'

const train = Uint32Array.from({ length: 50 }, (_, i) => 100 + 3 * i)

test('an epoch takes every training row once', () => {
  expect([...epochOrder(train, 5, 2)].sort((a, b) => a - b)).toEqual([...train])
})

test('the order is a function of seed and epoch', () => {
  expect(epochOrder(train, 5, 2)).toEqual(epochOrder(train, 5, 2))
  expect(epochOrder(train, 5, 2)).not.toEqual(epochOrder(train, 5, 3))
  expect(epochOrder(train, 5, 2)).not.toEqual(epochOrder(train, 6, 2))
})

test('gathering copies the rows asked for, in that order, and nothing behind them', () => {
  const features = Float32Array.from([0, 1, 10, 11, 20, 21, 30, 31])
  const to = { features: new Float32Array(6).fill(-1), labels: new Int32Array(3).fill(-1) }
  const rows = Uint32Array.from([3, 1])
  gatherFeatures(features, 2, rows, to.features)
  gatherLabels(Int32Array.from([5, 6, 7, 8]), rows, to.labels)
  expect([...to.features]).toEqual([30, 31, 10, 11, -1, -1])
  expect([...to.labels]).toEqual([8, 6, -1])
})
