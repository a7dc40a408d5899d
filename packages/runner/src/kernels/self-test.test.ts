import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { kernelsFile } from '../numerics/numeric-packages.ts'
import { kernelsFrom, loadKernels } from './load-kernels.ts'
import { chooseTier } from './self-test.ts'

const module = new WebAssembly.Module(readFileSync(kernelsFile()))

test('tiles that never become steady are not compared: the portable one is used', () => {
  let ticks = 0
  let time = 0
  const restless = () => (time += 1 + (ticks++ % 7) ** 2)
  expect(chooseTier(module, restless)).toEqual({ wide: false, why: 'neither tile became steady within 150 ms' })
})

test('tiles that are equally fast leave the portable one', () => {
  let time = 0
  const even = () => (time += 0.01)
  expect(chooseTier(module, even)).toEqual({
    wide: false,
    why: 'the wide tile is 1.00 times as fast as the portable one',
  })
})

test('the kernels that are loaded are those of the tier that was chosen', async () => {
  const loaded = await loadKernels()
  expect(loaded.why).toMatch(/^the wide tile is \d|^neither tile became steady/)
  expect(kernelsFrom(loaded).name).toBe(loaded.wide ? 'simd-wide' : 'simd')
})
