import { describe, expect, it } from 'vitest'
import type { Adapter } from './adapter.ts'

export function memoryConformance(adapter: Adapter): void {
  describe('arrays', () => {
    it('are zero and apart from each other', () => {
      const kernels = adapter.make()
      const arrays = [kernels.floats(3), kernels.integers(5), kernels.floats(0), kernels.floats(1), kernels.floats(100)]
      expect(arrays.every((array) => array.every((value) => value === 0))).toBe(true)
      for (const [i, array] of arrays.entries()) array.fill(i + 1)
      for (const [i, array] of arrays.entries()) expect(array.every((value) => value === i + 1)).toBe(true)
    })

    it('given out before the memory grew keep their values and work', () => {
      const kernels = adapter.make()
      const early = kernels.floats(5).fill(3)
      const late = kernels.floats(2_000_000).fill(2)
      kernels.multiply(early, late, early, 5)
      expect([...early]).toEqual([6, 6, 6, 6, 6])
      expect(late.at(-1)).toBe(2)
    })

    it('are zero again after release', () => {
      const kernels = adapter.make()
      kernels.floats(1000).fill(5)
      kernels.integers(1000).fill(5)
      kernels.release()
      expect(kernels.floats(1500).every((value) => value === 0)).toBe(true)
      expect(kernels.integers(500).every((value) => value === 0)).toBe(true)
    })

    it('survive what a product does beside them', () => {
      const kernels = adapter.make()
      const size = { rows: 33, inputs: 65, outputs: 17 }
      const [x, weights] = [kernels.floats(33 * 65).fill(1), kernels.floats(65 * 17).fill(1)]
      const [bias, out] = [kernels.floats(17), kernels.floats(33 * 17)]
      kernels.denseForward(x, weights, bias, out, size)
      const fresh = kernels.floats(40_000)
      expect(fresh.every((value) => value === 0)).toBe(true)
      fresh.fill(9)
      kernels.denseForward(x, weights, bias, out, size)
      expect(new Set(fresh)).toEqual(new Set([9]))
      expect(new Set(out)).toEqual(new Set([65]))
    })

    it('can be used up to the very end of the memory', () => {
      // A page of WebAssembly has 65536 bytes; some of these paddings end at it, and some products cross it.
      for (let padding = 0; padding < 65_536; padding += padding < 60_000 ? 2048 : 64) {
        const kernels = adapter.make()
        kernels.floats(padding / 4)
        const mask = kernels.floats(1)
        kernels.dropoutMask(mask, 1, 65_535, { seed: 1, layer: 0, epoch: 0, step: 0 })
        const [x, bias, out] = [kernels.floats(128).fill(1), kernels.floats(1), kernels.floats(1)]
        kernels.denseForward(x, x, bias, out, { rows: 1, inputs: 128, outputs: 1 })
        expect(out[0]).toBe(128)
      }
    })

    it('belong to one adapter: another’s do not touch them', () => {
      const [one, other] = [adapter.make(), adapter.make()]
      const mine = one.floats(4).fill(1)
      other.floats(4).fill(2)
      other.release()
      expect([...mine]).toEqual([1, 1, 1, 1])
    })
  })
}
