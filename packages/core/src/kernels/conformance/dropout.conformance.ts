import { philox4x32, seedKey } from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import { DROPOUT_COUNTER } from '../kernels.ts'
import type { Matrix } from '../matrix.ts'
import { type Adapter, epsilonOf, integersOf, runPanels, valuesOf } from './adapter.ts'

interface Setting {
  rows: number
  columns: number
  threshold: number
  seed: number
  layer: number
  epoch: number
  step: number
}

const SETTING: Setting = {
  rows: 5,
  columns: 37,
  threshold: 40_000,
  seed: 2 ** 40 + 12_345,
  layer: 3,
  epoch: 7,
  step: 11,
}

export function dropoutConformance(adapter: Adapter): void {
  /** The mask, found by dropping units of ones; and the matrix it lies in. */
  function maskOf(given: Partial<Setting> = {}): number[] {
    const { rows, columns, threshold, seed, layer, epoch, step } = { ...SETTING, ...given }
    const kernels = adapter.make()
    const [from, to] = [kernels.matrix(rows, columns), kernels.matrix(rows, columns)]
    from.values.fill(1)
    const draw = integersOf(kernels, [...seedKey(seed), epoch, step])
    runPanels(kernels, from, kernels.dropout({ from, to, threshold, layer, draw }))
    return valuesOf(to)
  }

  describe('dropout', () => {
    it('keeps the units that Philox says', () => {
      for (const [rows, columns] of [
        [1, 1],
        [5, 37],
        [2, 16],
        [7, 24],
      ]) {
        const kept = maskOf({ rows, columns }).map((value) => value !== 0)
        expect(kept).toEqual(expectedKept({ ...SETTING, rows, columns }))
      }
    })

    it('drops a unit whose bits are the threshold, and keeps it one above', () => {
      const bits = bitsOf(SETTING, 0, 0)
      expect(maskOf({ rows: 1, columns: 1, threshold: bits })).toEqual([0])
      expect(maskOf({ rows: 1, columns: 1, threshold: bits + 1 })[0]).toBeGreaterThan(0)
    })

    it('multiplies by 1/keep or 0, and the share that stays is keep', () => {
      for (const threshold of [1, 6554, 32_768, 65_535]) {
        const values = maskOf({ rows: 400, columns: 100, threshold })
        const scale = 65_536 / threshold
        const kept = values.filter((value) => value !== 0)
        expect(kept.every((value) => Math.abs(value - scale) <= epsilonOf(adapter) * scale)).toBe(true)
        const keep = threshold / 65_536
        const deviation = Math.sqrt(40_000 * keep * (1 - keep))
        expect(Math.abs(kept.length - 40_000 * keep)).toBeLessThan(4 * deviation + 1)
      }
    })

    it('of fewer rows is the beginning of that of more', () => {
      const long = maskOf({ rows: 20 })
      for (const rows of [1, 2, 3, 4, 5, 19]) expect(maskOf({ rows })).toEqual(long.slice(0, 37 * rows))
    })

    it('is another one for another seed, layer, epoch or step', () => {
      const others = [{}, { seed: SETTING.seed + 1 }, { seed: 12_345 }, { layer: 4 }, { epoch: 8 }, { step: 12 }]
      expect(new Set(others.map((other) => maskOf(other).join())).size).toBe(others.length)
    })

    it('reads epoch and step as they are when it runs', () => {
      const kernels = adapter.make()
      const [from, to] = [kernels.matrix(SETTING.rows, SETTING.columns), kernels.matrix(SETTING.rows, SETTING.columns)]
      from.values.fill(1)
      const draw = integersOf(kernels, [...seedKey(SETTING.seed), 0, 0])
      const drop = kernels.dropout({ from, to, threshold: SETTING.threshold, layer: SETTING.layer, draw })
      const program = kernels.program(({ panels }) => panels(from.columns, from.rows, [drop]))
      program()
      expect(valuesOf(to)).toEqual(maskOf({ epoch: 0, step: 0 }))
      draw.set([SETTING.epoch, SETTING.step], 2)
      program()
      expect(valuesOf(to)).toEqual(maskOf())
    })

    it.each([1, 2, 3])('works in place on %i rows, and leaves the neighbours in memory alone', (rows) => {
      const kernels = adapter.make()
      const [x, behind]: [Matrix, ReturnType<typeof kernels.floats>] = [kernels.matrix(rows, 37), kernels.floats(64)]
      x.values.fill(2)
      behind.fill(5)
      const draw = integersOf(kernels, [...seedKey(SETTING.seed), SETTING.epoch, SETTING.step])
      const { threshold, layer } = SETTING
      runPanels(kernels, x, kernels.dropout({ from: x, to: x, threshold, layer, draw }))
      expect(valuesOf(x)).toEqual(maskOf({ rows }).map((value) => 2 * value))
      expect(new Set(behind)).toEqual(new Set([5]))
    })
  })
}

/** The 16 random bits of a unit, as `Dropout` defines them. */
function bitsOf({ columns, seed, layer, epoch, step }: Setting, row: number, column: number): number {
  const panels = Math.ceil(columns / 16)
  const block = 2 * (row * panels + Math.floor(column / 16)) + Math.floor((column % 16) / 8)
  const words = new Uint32Array(4)
  philox4x32([block, step, epoch, DROPOUT_COUNTER + layer], seedKey(seed), words)
  const place = column % 8
  return (words[place >> 1] >>> (16 * (place & 1))) & 0xffff
}

function expectedKept(setting: Setting): boolean[] {
  const { rows, columns, threshold } = setting
  return Array.from(
    { length: rows * columns },
    (_, i) => bitsOf(setting, Math.floor(i / columns), i % columns) < threshold,
  )
}
