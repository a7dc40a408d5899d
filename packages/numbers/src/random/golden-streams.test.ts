import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deriveSeed, type Purpose } from './seed.ts'
import { shuffle } from './shuffle.ts'
import { randomStream } from './stream.ts'

type StreamKey = [seed: number, purpose: Purpose, epoch: number, step: number]

// Made by generate_streams.py beside the file, from the written definitions alone.
const golden: {
  derived: { seed: number; purpose: Purpose; index: number; value: number }[]
  streams: { key: StreamKey; words: number[]; uniform: number[]; below: number[]; normal: number[]; order: number[] }[]
} = JSON.parse(readFileSync(new URL('../../../../test/golden/numbers/streams.json', import.meta.url), 'utf8'))

test.each(golden.derived)('the seed derived from $seed for $purpose $index is $value', (row) => {
  expect(deriveSeed(row.seed, row.purpose, row.index)).toBe(row.value)
})

test.each(golden.streams)('stream $key gives the words and draws of its definition', ({ key, ...draws }) => {
  const start = () => randomStream(...key)
  const [words, uniforms, belows, normals] = [start(), start(), start(), start()]
  const large = 3 * 2 ** 30 + 1
  expect(draws.words.map(() => words.nextUint32())).toEqual(draws.words)
  expect(draws.uniform.map(() => uniforms.uniform())).toEqual(draws.uniform)
  expect([1, 2, 10, large, large, large, large, 2 ** 32].map((n) => belows.below(n))).toEqual(draws.below)
  // The script takes log and cos from the machine's library, which errs in the last place.
  for (const value of draws.normal) expect(normals.normal() / value).toBeCloseTo(1, 14)
  const order = Uint32Array.from(draws.order.keys())
  shuffle(order, start())
  expect([...order]).toEqual(draws.order)
})
