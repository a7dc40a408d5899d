import type { Formula, Operand } from '../../../formula/expression.ts'
import { float32Form } from '../../../formula/float32-form.ts'
import {
  END,
  getLocal,
  I32,
  I32_ADD,
  I32_EQUALS_ZERO,
  I32_LESS,
  I32_MULTIPLY,
  I32_SHIFT_LEFT,
  i32Const,
  i32Load,
  LEAVE_IF,
  LOOP,
  REPEAT_IF,
  setLocal,
  V128,
} from './instructions.ts'
import { moduleOf } from './module-bytes.ts'
import { rowCode } from './row-code.ts'

const [ARGS, PANEL, ROW, ROWS] = [0, 1, 2, 3]
/** The first local behind the parameters: where the loop ends. */
const LIMIT = 4
const FIRST_POINTER = 5
const ROW_BYTES = 64

/**
 * A formula as a WebAssembly module: `f(args, panel, row, rows)`, with two words at `args` for each operand, its address
 * and the bytes from panel to panel.
 *
 * One loop over the rows. Of a row, 16 columns in four vectors, all operands are loaded, then everything is computed,
 * then the outputs are stored, neighbours after each other: what V8 needs to pack pairs of vectors into 256 bits.
 *
 * @param constantAt  the address at which a float32 constant lies
 */
export function emitFormula(formula: Formula, constantAt: (value: number) => number): Uint8Array<ArrayBuffer> {
  const form = float32Form(formula)
  const { operands, outputs } = form
  const pointers = new Map(operands.map(({ name }, i) => [name, FIRST_POINTER + i]))
  const body = rowCode(form, { pointers, firstLocal: FIRST_POINTER + operands.length, constantAt })
  const counted = getLocal(pointers.get(outputs[0]!.name)!)
  const end = [...counted, ...getLocal(ROWS), ...i32Const(6), I32_SHIFT_LEFT, I32_ADD]
  return moduleOf({
    locals: [
      { count: 1 + operands.length, type: I32 },
      { count: body.locals, type: V128 },
    ],
    code: [
      ...getLocal(ROWS),
      I32_EQUALS_ZERO,
      ...LEAVE_IF,
      ...operands.flatMap((operand, i) => [...addressOf(operand, 8 * i), ...setLocal(FIRST_POINTER + i)]),
      ...end,
      ...setLocal(LIMIT),
      ...LOOP,
      ...body.code,
      ...operands.flatMap((operand, i) => advance(operand, FIRST_POINTER + i)),
      ...counted,
      ...getLocal(LIMIT),
      I32_LESS,
      ...REPEAT_IF,
      END,
    ],
  })
}

/** Leaves on the stack where an operand begins for the first row. */
function addressOf({ access }: Operand, at: number): number[] {
  const base = [...getLocal(ARGS), ...i32Load(at)]
  const shifted = (local: number, bits: number) => [...getLocal(local), ...i32Const(bits), I32_SHIFT_LEFT, I32_ADD]
  switch (access) {
    case 'stream':
      return [
        ...base,
        ...getLocal(PANEL),
        ...getLocal(ARGS),
        ...i32Load(at + 4),
        I32_MULTIPLY,
        I32_ADD,
        ...shifted(ROW, 6),
      ]
    case 'column':
      return [...base, ...shifted(PANEL, 6)]
    case 'rowScalar':
      return [...base, ...shifted(ROW, 2)]
    case 'tile':
    case 'scalar':
      return base
  }
}

/** Moves an operand's pointer to the next row. */
function advance({ access }: Operand, pointer: number): number[] {
  const bytes = { stream: ROW_BYTES, tile: ROW_BYTES, rowScalar: 4, column: 0, scalar: 0 }[access]
  return bytes === 0 ? [] : [...getLocal(pointer), ...i32Const(bytes), I32_ADD, ...setLocal(pointer)]
}
