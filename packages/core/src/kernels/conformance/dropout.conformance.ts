import { describe, expect, it } from 'vitest'
import type { DropoutDraw } from '../kernels.ts'
import { type Adapter, epsilonOf, repeated } from './adapter.ts'

const DRAW: DropoutDraw = { seed: 2 ** 40 + 12_345, layer: 3, epoch: 7, step: 11 }

/** Which of 45 units stay at threshold 40000 under DRAW, by Philox4x32-10 in whole-number Python. */
const GOLDEN = '110110110010101010100010011110011011110111100'

export function dropoutConformance(adapter: Adapter): void {
  const mask = (count: number, threshold: number, draw: DropoutDraw) => {
    const kernels = adapter.make()
    const floats = kernels.floats(count)
    kernels.dropoutMask(floats, count, threshold, draw)
    return [...floats]
  }

  describe('the dropout mask', () => {
    it('keeps the units that Philox says', () => {
      expect(
        mask(45, 40_000, DRAW)
          .map((value) => (value === 0 ? '0' : '1'))
          .join(''),
      ).toBe(GOLDEN)
    })

    it('drops a unit whose bits are the threshold, and keeps it one above', () => {
      // The first 16 bits under DRAW are 7385.
      expect(mask(1, 7385, DRAW)).toEqual([0])
      expect(mask(1, 7386, DRAW)[0]).toBeGreaterThan(0)
    })

    it('holds 1/keep or 0, and 1 on average', () => {
      for (const threshold of [1, 6554, 32_768, 65_535]) {
        const values = mask(40_000, threshold, DRAW)
        const scale = 65_536 / threshold
        const kept = values.filter((value) => value !== 0)
        expect(kept.every((value) => Math.abs(value - scale) <= epsilonOf(adapter) * scale)).toBe(true)
        const keep = threshold / 65_536
        const deviation = Math.sqrt(40_000 * keep * (1 - keep))
        expect(Math.abs(kept.length - 40_000 * keep)).toBeLessThan(4 * deviation + 1)
      }
    })

    it('of fewer units is the beginning of the mask of more', () => {
      const long = mask(100, 30_000, DRAW)
      for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 63, 64, 65]) {
        expect(mask(count, 30_000, DRAW)).toEqual(long.slice(0, count))
      }
    })

    it('leaves what lies behind `count` alone', () => {
      const kernels = adapter.make()
      for (const count of [0, 1, 3, 5, 30]) {
        const floats = kernels.floats(70).fill(77)
        kernels.dropoutMask(floats, count, 30_000, DRAW)
        expect([...floats.subarray(count)]).toEqual(repeated(77, 70 - count))
      }
    })

    it('is another one for another seed, layer, epoch or step', () => {
      const others: Partial<DropoutDraw>[] = [
        { seed: DRAW.seed + 1 },
        { seed: DRAW.seed - 2 ** 40 },
        { layer: 4 },
        { epoch: 8 },
        { step: 12 },
      ]
      const masks = [{}, ...others].map((other) => mask(64, 32_768, { ...DRAW, ...other }).join())
      expect(new Set(masks).size).toBe(masks.length)
    })
  })
}
