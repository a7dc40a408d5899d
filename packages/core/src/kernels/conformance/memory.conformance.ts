import { describe, expect, it } from 'vitest'
import { add, formula } from '../../formula/expression.ts'
import type { Kernels } from '../kernels.ts'
import { type Adapter, floatsOf, gradientsOf, matrixOf, run, sparseOf, valuesOf } from './adapter.ts'

const increased = formula('increased', ({ stream }) => ({ x: add(stream('x'), 1) }))

export function memoryConformance(adapter: Adapter): void {
  describe('arrays', () => {
    it('are zero and apart from each other', () => {
      const kernels = adapter.make()
      const arrays = [
        kernels.floats(3),
        kernels.integers(5),
        kernels.doubles(2),
        kernels.floats(0),
        kernels.matrix(1, 1).values,
        kernels.matrix(3, 20).values,
        kernels.images(2, { height: 2, width: 3, channels: 2, border: 1 }).values,
        kernels.floats(100),
        kernels.tile.values,
      ]
      expect(arrays.every((array) => array.every((value) => value === 0))).toBe(true)
      for (const [i, array] of arrays.entries()) array.fill(i + 1)
      for (const [i, array] of arrays.entries()) expect(array.every((value) => value === i + 1)).toBe(true)
    })

    it('given out before the memory grew keep their values and work', () => {
      const kernels = adapter.make()
      const early = matrixOf(kernels, 5, [3, 3, 3, 3, 3])
      const program = kernels.program(({ panels }) => panels(5, 1, [kernels.formula(increased, { x: early })]))
      const late = kernels.floats(3_000_000).fill(2)
      program()
      expect(valuesOf(early)).toEqual([4, 4, 4, 4, 4])
      expect(late.at(-1)).toBe(2)
      kernels.tile.values.fill(1)
      expect(late[0]).toBe(2)
    })

    it('are zero again after release, and the tile is still there', () => {
      const kernels = adapter.make()
      kernels.floats(1000).fill(5)
      kernels.integers(1000).fill(5)
      kernels.doubles(1000).fill(5)
      kernels.release()
      expect(kernels.floats(1500).every((value) => value === 0)).toBe(true)
      expect(kernels.matrix(30, 20).values.every((value) => value === 0)).toBe(true)
      expect(valuesOf(ones(kernels))).toEqual(Array(70 * 20).fill(3))
    })

    it('survive what a program does beside them, whatever was asked for after it was recorded', () => {
      const kernels = adapter.make()
      const x = Array.from({ length: 33 * 65 }, (_, i) => (i % 3 === 0 ? 1 : 0))
      const weights = matrixOf(kernels, 100, Array(6500).fill(1))
      const [out, products] = [kernels.matrix(33, 100), kernels.matrix(33, 100)]
      const [dense, sparse] = [matrixOf(kernels, 65, x), sparseOf(kernels, 65, x)]
      const squares = kernels.doubles(1)
      const program = kernels.program((to) => {
        to.product({ x: dense, mayHaveZeros: true, weights, out, rows: 33 })
        to.product({ x: sparse, weights, out: products, rows: 33 })
        to.gradients({ x: sparse, gradOut: out, rows: 33, follow: [] })
        to.gradients({ x: dense, mayHaveZeros: true, gradOut: out, rows: 33, follow: [] })
        to.sumOfSquares({ x: weights, out: squares })
      })
      const fresh = kernels.floats(40_000).fill(9)
      program()
      expect(new Set(fresh)).toEqual(new Set([9]))
      expect(valuesOf(out)).toEqual(valuesOf(products))
      expect(squares[0]).toBe(6500)
    })

    it('belong to one adapter: another’s do not touch them', () => {
      const [one, other] = [adapter.make(), adapter.make()]
      const mine = one.floats(4).fill(1)
      other.floats(4).fill(2)
      other.release()
      expect([...mine]).toEqual([1, 1, 1, 1])
    })

    it('can be used up to the very end of the memory', () => {
      // A page of WebAssembly has 65536 bytes; some of these paddings end at it, and some products cross it.
      for (let padding = 0; padding < 65_536; padding += padding < 60_000 ? 4096 : 64) {
        const kernels = adapter.make()
        kernels.floats(padding / 4)
        const [x, weights] = [matrixOf(kernels, 128, Array(128).fill(1)), matrixOf(kernels, 1, Array(128).fill(1))]
        const out = kernels.matrix(1, 1)
        run(kernels, (to) => to.product({ x, mayHaveZeros: true, weights, out, rows: 1 }))
        expect(out.values[0]).toBe(128)
      }
    })
  })

  describe('programs', () => {
    it('do what was recorded, in its order, as often as they run, and not before', () => {
      const kernels = adapter.make()
      const [from, to] = [floatsOf(kernels, [1, 2]), kernels.matrix(1, 2)]
      const program = kernels.program((operations) => {
        operations.loadRows({ from, to, rows: 1 })
        operations.panels(2, 1, [kernels.formula(increased, { x: to })])
        operations.panels(2, 1, [kernels.formula(increased, { x: to })])
      })
      expect(valuesOf(to)).toEqual([0, 0])
      for (let time = 0; time < 3; time++) {
        program()
        expect(valuesOf(to)).toEqual([3, 4])
      }
    })

    it('of nothing do nothing', () => {
      const kernels = adapter.make()
      const floats = kernels.floats(100).fill(3)
      kernels.program(() => undefined)()
      expect(new Set(floats)).toEqual(new Set([3]))
    })

    it('live side by side, thousands of them', () => {
      const kernels = adapter.make()
      const counts = kernels.matrix(1, 1)
      const programs = Array.from({ length: 3000 }, () =>
        kernels.program(({ panels }) => panels(1, 1, [kernels.formula(increased, { x: counts })])),
      )
      for (const program of programs) program()
      expect(counts.values[0]).toBe(3000)
    })

    it('may have other numbers in their formulas after each release, without end', () => {
      const kernels = adapter.make()
      for (let trial = 1; trial <= 1500; trial++) {
        kernels.release()
        const x = kernels.matrix(1, 1)
        const [drawn, usual] = [trial / 7, 0.5].map((more) =>
          formula('drawn', ({ stream }) => ({ x: add(stream('x'), more) })),
        )
        run(kernels, ({ panels }) => panels(1, 1, [kernels.formula(drawn!, { x }), kernels.formula(usual!, { x })]))
        expect(x.values[0]).toBeCloseTo(trial / 7 + 0.5, 4)
      }
    })

    it('can be recorded anew after each release, without end', () => {
      const kernels = adapter.make()
      for (let trial = 0; trial < 200; trial++) {
        kernels.release()
        kernels.floats(10_000)
        expect(valuesOf(ones(kernels))[0]).toBe(3)
      }
    })
  })
}

/** Gradients [70, 20] that are 3 everywhere. */
function ones(kernels: Kernels) {
  const [x, gradOut] = [matrixOf(kernels, 70, Array(210).fill(1)), matrixOf(kernels, 20, Array(60).fill(1))]
  return gradientsOf(kernels, { x, gradOut, rows: 3 })
}
