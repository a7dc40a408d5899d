import { describe, expect, it } from 'vitest'
import { add, formula, greater, mul, select } from '../../formula/expression.ts'
import { type Adapter, floatsOf, matrixOf, run, runPanels, valuesOf } from './adapter.ts'

export function formulasConformance(adapter: Adapter): void {
  describe('formulas', () => {
    const weighted = formula('all kinds of operands', ({ stream, column, rowScalar, scalar }) => ({
      out: add(mul(stream('x'), column('scale')), add(rowScalar('shift'), scalar('more'))),
    }))

    it('read each operand by its kind, over all panels', () => {
      const kernels = adapter.make()
      const values = Array.from({ length: 4 * 37 }, (_, i) => i)
      const [x, out] = [matrixOf(kernels, 37, values), kernels.matrix(4, 37)]
      const scale = matrixOf(
        kernels,
        37,
        Array.from({ length: 37 }, (_, c) => c % 5),
      )
      const bindings = {
        x,
        out,
        scale: scale.values,
        shift: floatsOf(kernels, [1, 2, 3, 4]),
        more: floatsOf(kernels, [0.5]),
      }
      runPanels(kernels, x, kernels.formula(weighted, bindings))
      expect(valuesOf(out)).toEqual(values.map((value, i) => value * ((i % 37) % 5) + Math.floor(i / 37) + 1.5))
    })

    it('read a scalar as it is when they run', () => {
      const kernels = adapter.make()
      const [x, more] = [matrixOf(kernels, 1, [1]), floatsOf(kernels, [1])]
      const grown = formula('grown', ({ stream, scalar }) => ({ x: add(stream('x'), scalar('more')) }))
      const program = kernels.program(({ panels }) => panels(1, 1, [kernels.formula(grown, { x, more })]))
      program()
      more[0] = 10
      program()
      expect(valuesOf(x)).toEqual([12])
    })

    it('may write several outputs, and over their own inputs', () => {
      const kernels = adapter.make()
      const swapped = formula('swap', ({ stream }) => ({ a: stream('b'), b: stream('a') }))
      const [a, b] = [matrixOf(kernels, 20, Array(60).fill(1)), matrixOf(kernels, 20, Array(60).fill(2))]
      runPanels(kernels, a, kernels.formula(swapped, { a, b }))
      expect([valuesOf(a), valuesOf(b)]).toEqual([Array(60).fill(2), Array(60).fill(1)])
    })

    it('of the same code and other names, or of the same name and other code, are told apart', () => {
      const kernels = adapter.make()
      const x = matrixOf(kernels, 1, [1])
      const [once, twice, again] = [1, 2, 1].map((more) =>
        formula('more', ({ stream }) => ({ x: add(stream('x'), more) })),
      )
      const other = formula('other', ({ stream }) => ({ y: add(stream('y'), 1) }))
      const operations = [once, twice, again].map((each) => kernels.formula(each!, { x }))
      runPanels(kernels, x, ...operations, kernels.formula(other, { y: x }))
      expect(valuesOf(x)).toEqual([6])
    })

    it('are refused where an operand is bound to nothing', () => {
      const kernels = adapter.make()
      const x = kernels.matrix(1, 1)
      const incomplete = { x, out: x, scale: x.values, shift: x.values }
      expect(() => kernels.formula(weighted, incomplete)).toThrow("formula's operand more is bound to nothing")
    })

    it('compute the lanes of columns past the last, and nothing behind the rows', () => {
      const kernels = adapter.make()
      const [x, behind] = [kernels.matrix(5, 3), kernels.floats(64)]
      const sign = formula('one', ({ stream }) => ({ x: select(greater(stream('x'), 0), -1, 1) }))
      run(kernels, ({ panels }) => panels(3, 4, [kernels.formula(sign, { x })]))
      expect(valuesOf(x)).toEqual([...Array(12).fill(1), 0, 0, 0])
      expect(new Set(behind)).toEqual(new Set([0]))
    })
  })
}
