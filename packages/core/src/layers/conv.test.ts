import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { activationDefinitions } from '../activations/index.ts'
import { type Images, imageOffset } from '../kernels/images.ts'
import { type Kernels, referenceKernels, simdKernels } from '../kernels/index.ts'
import { layerStack } from '../testing/layer-stack.ts'
import { convSpec } from '../testing/network-zoo.ts'
import type { LayerSpec } from './definition.ts'

const module = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)))
const ROWS = 3
const NAMES = activationDefinitions.map(({ name }) => name)

/** Images of noise through a convolution whose output is padded by what follows. */
function padded(kernels: Kernels, spec: LayerSpec, drops = true): Images {
  const x = kernels.images(ROWS, { height: 6, width: 5, channels: 2, border: 1 })
  for (let i = 0; i < ROWS * 60; i++) {
    const [c, column, y, r] = [i % 2, Math.floor(i / 2) % 5, Math.floor(i / 10) % 6, Math.floor(i / 60)]
    x.values[imageOffset(x, r, y, column, c)] = Math.fround(Math.sin(i * i))
  }
  const wide = convSpec(2, 'relu', { kernel: 5, padding: 2 })
  const stack = layerStack(kernels, [spec], x, wide)
  for (let time = 0; time < 2; time++) stack.forward({ rows: ROWS, isTraining: true, drops })
  return stack.output.values as Images
}

/** Every number that is not inside of an image. */
function borderOf(images: Images): number[] {
  const { height, width, border, pixel } = images
  const numbers: number[] = []
  for (let r = 0; r < ROWS; r++) {
    for (let y = -border; y < height + border; y++) {
      for (let x = -border; x < width + border; x++) {
        if (y >= 0 && y < height && x >= 0 && x < width) continue
        const at = imageOffset(images, r, y, x, 0)
        numbers.push(...images.values.subarray(at, at + pixel))
      }
    }
  }
  return numbers
}

describe.each([
  ['reference', () => referenceKernels({ precision: 'float32' })],
  ['simd', () => simdKernels(module)],
] as const)('%s: what a convolution puts out has zeros around it, as the next one wants them', (_, make) => {
  const cases = NAMES.flatMap((name) => [
    [name, {}],
    [name, { batch_norm: true }],
    [name, { pool: 2, dropout: 0.4 }],
    [name, { dropout: 0.4 }],
    [name, { batch_norm: true, pool: 3, dropout: 0.4 }],
  ]) as [string, LayerSpec][]

  test.each(cases)('%s %o', (name, given) => {
    for (const drops of [true, false]) {
      const out = padded(make(), convSpec(3, name, { bias: 0.5, ...given }), drops)
      expect(out.border).toBe(2)
      expect(borderOf(out).every((value) => value === 0)).toBe(true)
    }
  })
})

describe('spatial dropout', () => {
  test('drops whole channels, and multiplies the others by 1 / keep', () => {
    const spec = convSpec(3, 'tanh', { dropout: 0.5 })
    const [dropped, whole] = [true, false].map((drops) =>
      padded(referenceKernels({ precision: 'float64' }), spec, drops),
    )
    const factors: number[] = []
    for (let i = 0; i < ROWS * 3; i++) {
      const [r, c] = [Math.floor(i / 3), i % 3]
      const ratios = new Set<number>()
      for (let place = 0; place < 30; place++) {
        const at = imageOffset(whole!, r, Math.floor(place / 5), place % 5, c)
        ratios.add(Math.round((1e6 * dropped!.values[at]) / whole!.values[at]) / 1e6)
      }
      expect(ratios.size).toBe(1)
      factors.push(...ratios)
    }
    expect(factors.every((factor) => Math.abs(factor) === 0 || factor === 2)).toBe(true)
    expect(new Set(factors.map(Math.abs)).size).toBe(2)
  })
})
