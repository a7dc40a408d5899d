import type { Formula } from '../../../formula/expression.ts'
import type { FunctionTable } from '../function-table.ts'
import { emitFormula } from './emit.ts'

/** Compiles formulas as they are met, each once. */
export interface FormulaCompiler {
  /** The number of a formula's function in the table. */
  indexOf(formula: Formula): number
  /** To be called when no program is left: forgets formulas if their constants might soon have no room. */
  release(): void
}

export interface CompilerPlaces {
  memory: WebAssembly.Memory
  table: FunctionTable
  /** Where the constants of all formulas go. */
  constants: Float32Array
}

/**
 * Formulas of equal code are one function, however often they are built: a sweep's trials share their formulas. Those
 * with numbers that a trial draws (a slope) are others in each; what was forgotten leaves its place in the table.
 */
export function formulaCompiler({ memory, table, constants }: CompilerPlaces): FormulaCompiler {
  const known = new Map<string, number>()
  const free: number[] = []
  let pool = constantPool(constants)

  function place(bytes: Uint8Array<ArrayBuffer>): number {
    const callable = instantiateFormula(bytes, memory)
    const index = free.pop()
    if (index === undefined) return table.add(callable)
    table.replace(index, callable)
    return index
  }

  return {
    indexOf(formula) {
      const bytes = emitFormula(formula, pool.addressOf)
      const key = String.fromCharCode(...bytes)
      const index = known.get(key) ?? place(bytes)
      known.set(key, index)
      return index
    },
    release() {
      if (pool.count() < constants.length / 2) return
      free.push(...known.values())
      known.clear()
      pool = constantPool(constants)
    },
  }
}

export type FormulaFunction = (args: number, panel: number, row: number, rows: number) => void

export function instantiateFormula(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): FormulaFunction {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return exports['f'] as FormulaFunction
}

/** Numbers that formulas have in them, in memory. */
export interface ConstantPool {
  /** Puts a number into `constants` when it is first asked for; gives its address. */
  addressOf(value: number): number
  /** How many there are. */
  count(): number
}

export function constantPool(constants: Float32Array): ConstantPool {
  const known = new Map<string, number>()
  return {
    addressOf(value) {
      const rounded = Math.fround(value)
      const key = Object.is(rounded, -0) ? '-0' : `${rounded}`
      const place = known.get(key) ?? known.size
      if (place === constants.length) throw new RangeError(`more than ${constants.length} constants in formulas`)
      known.set(key, place)
      constants[place] = rounded
      return constants.byteOffset + 4 * place
    },
    count: () => known.size,
  }
}
