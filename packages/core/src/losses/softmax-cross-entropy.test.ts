import { expect, test } from 'vitest'
import { referenceKernels } from '../kernels/index.ts'
import { gradientError } from '../testing/gradient-check.ts'
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts'
import { emptyTally } from './tally.ts'

const kernels = referenceKernels({ precision: 'float64' })

function head(rows: number, classes: number, values: readonly number[], classOf: readonly number[]) {
  const logits = kernels.floats(rows * classes)
  logits.set(values)
  const labels = kernels.integers(rows)
  labels.set(classOf)
  const loss = softmaxCrossEntropy(kernels, { capacity: rows + 1, classes })
  return { logits, labels, loss }
}

test('a network that knows nothing loses log(classes), and is right where the label is the first of equal classes', () => {
  const { logits, labels, loss } = head(2, 4, [3, 3, 3, 3, 3, 3, 3, 3], [0, 1])
  const tally = emptyTally()
  loss.score(logits, labels, 2, tally)
  expect(tally.loss).toBeCloseTo(2 * Math.log(4), 14)
  expect(tally).toMatchObject({ correct: 1, rows: 2 })
})

test('the gradient is the slope of the mean loss', () => {
  const [rows, classes] = [3, 4]
  const values = Array.from({ length: rows * classes }, (_, i) => 3 * Math.sin(5 * i))
  const { logits, labels, loss } = head(rows, classes, values, [2, 0, 3])
  const mean = () => {
    const tally = emptyTally()
    loss.score(logits, labels, rows, tally)
    return tally.loss / tally.rows
  }
  mean()
  expect(gradientError(mean, logits, loss.gradLogits.slice())).toBeLessThan(1e-9)
})

test('the tally has the same bits however rows are cut into passes', () => {
  const classes = 3
  const values = Array.from({ length: 30 }, (_, i) => Math.sin(i) * 4)
  const [whole, parts] = [emptyTally(), emptyTally()]
  const all = head(10, classes, values, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0])
  all.loss.score(all.logits, all.labels, 10, whole)
  for (const [from, to] of [
    [0, 1],
    [1, 7],
    [7, 10],
  ] as const) {
    const labels = all.labels.slice(from, to)
    const part = head(to - from, classes, values.slice(from * classes, to * classes), [...labels])
    part.loss.score(part.logits, part.labels, to - from, parts)
  }
  expect(parts).toEqual(whole)
})

test('a logit of a thousand is certain and finite', () => {
  const { logits, labels, loss } = head(1, 2, [1000, -1000], [1])
  const tally = emptyTally()
  loss.score(logits, labels, 1, tally)
  expect(tally.loss).toBe(2000)
  expect([...loss.gradLogits].slice(0, 2)).toEqual([1, -1])
})
