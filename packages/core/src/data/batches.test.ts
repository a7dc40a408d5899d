import { expect, test } from 'vitest'
import { batchesOf, epochOrder } from './batches.ts'

const train = Uint32Array.from({ length: 50 }, (_, i) => 100 + 3 * i)

test('an epoch takes every training row once', () => {
  expect([...epochOrder(train, 5, 2)].sort((a, b) => a - b)).toEqual([...train])
})

test('the order is a function of seed and epoch', () => {
  expect(epochOrder(train, 5, 2)).toEqual(epochOrder(train, 5, 2))
  expect(epochOrder(train, 5, 2)).not.toEqual(epochOrder(train, 5, 3))
  expect(epochOrder(train, 5, 2)).not.toEqual(epochOrder(train, 6, 2))
})

test.each([
  [20, false, [20, 20, 10]],
  [49, false, [49, 1]],
  [49, true, [50]],
  [7, true, [7, 7, 7, 7, 7, 7, 8]],
  [7, false, [7, 7, 7, 7, 7, 7, 7, 1]],
  [50, true, [50]],
  [1, true, [...Array(48).fill(1), 2]],
])('batches of %i rows, single ones joined: %s', (size, joins, lengths) => {
  const batches = batchesOf(train, size, joins)
  expect(batches.map((batch) => batch.length)).toEqual(lengths)
  expect(batches.flatMap((batch) => [...batch])).toEqual([...train])
})
