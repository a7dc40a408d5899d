import { type Formula, type Value, valuesOf } from '../../../formula/expression.ts'
import { getLocal, setLocal, v128Store } from './instructions.ts'
import { isUniform, loadCode, operationCode } from './value-code.ts'

const VECTORS = [0, 1, 2, 3]

export interface RowPlaces {
  /** The local that points at an operand's row, by name. */
  pointers: ReadonlyMap<string, number>
  /** The first local free for vectors. */
  firstLocal: number
  constantAt: (value: number) => number
}

/**
 * The work on one row. Its four vectors go side by side: two by two, exp and erf took a quarter to a third longer, in
 * 128 and in 256 bits (bench/formula.bench.ts).
 */
export function rowCode({ outputs }: Formula, places: RowPlaces): { locals: number; code: number[] } {
  const values = valuesOf(outputs.map(({ value }) => value))
  const first = new Map(values.map((value, i) => [value, places.firstLocal + VECTORS.length * i]))
  const local = (value: Value, vector: number) => first.get(value)! + (isUniform(value) ? 0 : vector)

  const computed = values.flatMap((value) =>
    (isUniform(value) ? [0] : VECTORS).flatMap((vector) => [
      ...(loadCode(value, vector, places) ?? operationCode(value, (part) => getLocal(local(part, vector)))),
      ...setLocal(local(value, vector)),
    ]),
  )
  const stored = outputs.flatMap(({ name, value }) => {
    const pointer = getLocal(places.pointers.get(name)!)
    return VECTORS.flatMap((vector) => [...pointer, ...getLocal(local(value, vector)), ...v128Store(16 * vector)])
  })
  const locals = VECTORS.length * values.length
  return { locals: locals + 1, code: [...computed, ...stored, ...forget(places.firstLocal, locals)] }
}

/**
 * Sets vectors to zero, the local behind them, at the end of a row. To V8 a local that is set when a loop repeats is used
 * in the next round; such a use counts against packing, and keeps short formulas at 128 bits.
 */
function forget(first: number, count: number): number[] {
  const zero = getLocal(first + count)
  return Array.from({ length: count }, (_, i) => [...zero, ...setLocal(first + i)]).flat()
}
