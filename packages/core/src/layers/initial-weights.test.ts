import { randomStream } from '@hypersweep/numbers'
import { expect, test } from 'vitest'
import { fillUniform, weightLimit } from './initial-weights.ts'

test('the limit is He’s before a relu and Glorot’s before anything else', () => {
  expect(weightLimit('relu', 24, 1000)).toBe(0.5)
  for (const name of ['tanh', 'sigmoid', 'identity'] as const) expect(weightLimit(name, 10, 14)).toBe(0.5)
})

test('weights are float32, spread evenly over [−limit, limit), and the same for the same stream', () => {
  const [a, b] = [new Float64Array(20_000), new Float32Array(20_000)]
  fillUniform(a, 0.5, randomStream(7, 'init', 0))
  fillUniform(b, 0.5, randomStream(7, 'init', 0))
  expect([...a]).toEqual([...b])
  expect(a.every((w) => w >= -0.5 && w <= 0.5)).toBe(true)
  // A uniform variable on [−½, ½) has mean 0 and variance 1/12; five deviations of either estimate.
  expect(Math.abs(a.reduce((s, w) => s + w, 0) / a.length)).toBeLessThan(5 * Math.sqrt(1 / 12 / a.length))
  expect(Math.abs(a.reduce((s, w) => s + w * w, 0) / a.length - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / a.length))
})
