import type { Bound, PanelLoop } from '../formula/evaluate.ts'
import type { Formula } from '../formula/expression.ts'
import type { Floats } from '../formula/floats.ts'
import { constantPool, instantiateFormula } from '../kernels/simd/formula/compiler.ts'
import { emitFormula } from '../kernels/simd/formula/emit.ts'

const CONSTANTS = 1024

/** A formula compiled for WebAssembly, over arrays anywhere: each call copies them into a memory of its own, and back. */
export function compiledFormula(formula: Formula, bound: Bound): PanelLoop {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536, shared: true })
  const constants = new Float32Array(memory.buffer, 0, CONSTANTS)
  const bytes = emitFormula(formula, constantPool(constants).addressOf)
  const f = instantiateFormula(bytes, memory)

  const args = new Int32Array(memory.buffer, 4 * CONSTANTS, 2 * formula.operands.length)
  const places = new Map<Floats, Float32Array>()
  let end = Math.ceil((args.byteOffset + args.byteLength) / 64) * 64
  const place = (values: Floats): Float32Array => {
    const found = places.get(values) ?? new Float32Array(memory.buffer, end, values.length)
    if (!places.has(values)) end += Math.ceil(found.byteLength / 64) * 64
    places.set(values, found)
    return found
  }
  for (const [i, { name }] of formula.operands.entries()) {
    const operand = bound[name]!
    const [values, stride] = 'stride' in operand ? [operand.values, operand.stride] : [operand, 0]
    args.set([place(values).byteOffset, 64 * stride], 2 * i)
  }

  return (panel, row, rows) => {
    for (const [from, to] of places) to.set(from)
    f(args.byteOffset, panel, row, rows)
    for (const [to, from] of places) to.set(from)
  }
}
