import { expect, test } from 'vitest'
import { philox4x32 } from './philox.ts'
import { randomStream } from './stream.ts'

function block(counter: [number, number, number, number], key: [number, number]): number[] {
  const out = new Uint32Array(4)
  philox4x32(counter, key, out)
  return [...out]
}

test('the words are the blocks of Philox at (block, step, epoch, purpose·2²⁴)', () => {
  const stream = randomStream(0x5_0000_0007, 'split', 11, 13)
  const words = Array.from({ length: 12 }, () => stream.nextUint32())
  const split = 3 * 2 ** 24
  expect(words).toEqual([0, 1, 2].flatMap((b) => block([b, 13, 11, split], [7, 5])))
})

test('uniform is made of 27 and 26 bits of two words', () => {
  const stream = randomStream(3, 'data')
  const [a, b, c, d] = block([0, 0, 0, 4 * 2 ** 24], [3, 0])
  expect(stream.uniform()).toBe((Math.floor(a / 32) * 2 ** 26 + Math.floor(b / 64)) / 2 ** 53)
  expect(stream.uniform()).toBe((Math.floor(c / 32) * 2 ** 26 + Math.floor(d / 64)) / 2 ** 53)
})

test('uniform has the mean and the variance of the uniform distribution', () => {
  const stream = randomStream(1, 'data')
  const { mean, variance } = moments(Array.from({ length: 100_000 }, () => stream.uniform()))
  // Five standard errors each.
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * 0.000913)
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * 0.000236)
})

test('normal has mean 0, variance 1, no skew, and the tails of the normal distribution', () => {
  const stream = randomStream(2, 'init')
  const values = Array.from({ length: 100_000 }, () => stream.normal())
  const { mean, variance, skew } = moments(values)
  expect(Math.abs(mean)).toBeLessThan(5 * 0.00316)
  expect(Math.abs(variance - 1)).toBeLessThan(5 * 0.00447)
  expect(Math.abs(skew)).toBeLessThan(5 * 0.0123)
  const beyondTwo = values.filter((x) => Math.abs(x) > 2).length
  expect(Math.abs(beyondTwo - 4550)).toBeLessThan(5 * 66)
})

test('normal takes four words, whatever comes out', () => {
  const [one, other] = [randomStream(9, 'init'), randomStream(9, 'init')]
  one.normal()
  for (let i = 0; i < 4; i++) other.nextUint32()
  expect(one.nextUint32()).toBe(other.nextUint32())
})

test('below reaches every value about equally often, and no other', () => {
  const stream = randomStream(4, 'shuffle')
  const counts = [0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < 70_000; i++) counts[stream.below(7)] += 1
  expect(counts).toHaveLength(7)
  // The 99.99 % point of chi-square with 6 degrees of freedom is 27.9.
  expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9)
})

test('below is unbiased where n does not divide 2³²: two thirds of it are not taken modulo', () => {
  const stream = randomStream(5, 'shuffle')
  // With a plain remainder, values below 2³²/3 would come twice as often as the others: half of all draws.
  const n = 2863311531
  let low = 0
  for (let i = 0; i < 20_000; i++) if (stream.below(n) < n / 2) low += 1
  expect(Math.abs(low - 10_000)).toBeLessThan(5 * 71)
})

test('below(2³²) is the next word and below(1) is 0', () => {
  const [one, other] = [randomStream(6, 'shuffle'), randomStream(6, 'shuffle')]
  expect(one.below(2 ** 32)).toBe(other.nextUint32())
  expect(one.below(1)).toBe(0)
})

test.each([0, -1, 1.5, NaN, 2 ** 32 + 1])('below(%s) is refused', (n) => {
  expect(() => randomStream(0, 'split').below(n)).toThrow(expect.objectContaining({ code: 'BELOW' }))
})

test('seed, purpose, epoch and step make different streams', () => {
  const first = [
    randomStream(1, 'init'),
    randomStream(2, 'init'),
    randomStream(1, 'shuffle'),
    randomStream(1, 'init', 1),
    randomStream(1, 'init', 0, 1),
  ].map((stream) => stream.uniform())
  expect(new Set(first).size).toBe(first.length)
})

function moments(values: number[]) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  const central = (power: number) => values.reduce((sum, x) => sum + (x - mean) ** power, 0) / values.length
  return { mean, variance: central(2), skew: central(3) / central(2) ** 1.5 }
}
