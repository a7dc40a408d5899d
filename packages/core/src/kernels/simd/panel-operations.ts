import type { Formula } from '../../formula/expression.ts'
import { type Bindings, checkBindings, DROPOUT_COUNTER, type Kernels } from '../kernels.ts'
import { type Matrix, panelsOf } from '../matrix.ts'
import type { Arena } from './arena.ts'
import type { FormulaCompiler } from './formula/compiler.ts'
import type { FunctionTable } from './function-table.ts'
import { place } from './operations.ts'
import { floatWord, type PlacedOperation } from './recorder.ts'

type PanelMakers = Pick<
  Kernels,
  'formula' | 'once' | 'columnSums' | 'columnProducts' | 'columnMoments' | 'columnMaxima' | 'dropout'
>

export function panelOperations(table: FunctionTable, space: Arena, compiler: FormulaCompiler): PanelMakers {
  function placed(index: number, words: readonly number[]): PlacedOperation {
    return { isPanelOperation: true, index, at: space.words(words) }
  }
  const column = (name: string, x: Matrix, words: readonly number[]) =>
    placed(table.indexOf(name), [...place(x), ...words])

  return {
    formula: (formula, bindings) => placed(compiler.indexOf(formula), boundWords(formula, bindings)),
    once(operation) {
      const { index, at } = operation as PlacedOperation
      return placed(table.indexOf('once'), [index, at])
    },
    columnSums: (x, out) => column('columnSums', x, [0, 0, out.byteOffset]),
    columnProducts: (x, y, out) => column('columnProducts', x, [...place(y), out.byteOffset]),
    columnMoments: (x, mean, variance) => column('columnMoments', x, [0, 0, mean.byteOffset, variance.byteOffset]),
    columnMaxima: (x, out) => column('columnMaxima', x, [0, 0, out.byteOffset]),

    dropout({ from, to, threshold, layer, draw }) {
      const scale = floatWord(65536 / threshold)
      const words = [panelsOf(from.columns), threshold, scale, DROPOUT_COUNTER + layer, draw.byteOffset]
      return placed(table.indexOf('dropout'), [...place(from), ...place(to), ...words])
    },
  }
}

/** Two words an operand: its address, and the bytes from panel to panel of a stream. */
function boundWords(formula: Formula, bindings: Bindings): number[] {
  checkBindings(formula, bindings)
  return formula.operands.flatMap(({ name, access }) => {
    const bound = bindings[name]
    if ('columns' in bound) return access === 'stream' ? place(bound) : [bound.values.byteOffset, 0]
    return [bound.byteOffset, 0]
  })
}
