import { erf, exp, log, tanh } from '@hypersweep/numbers'
import type { BinaryName, Formula, FunctionName, Mask, Operand, UnaryName, Value } from './expression.ts'
import { float32Form } from './float32-form.ts'
import type { Floats } from './floats.ts'

const LANES = 16

/** A matrix in panels of 16 columns: (panel, row, lane) is at (panel·stride + row)·16 + lane. */
interface Panels {
  readonly stride: number
  readonly values: Floats
}

export type Bound = Readonly<Record<string, Panels | Floats>>

/** Works on rows `row` … `row + rows − 1` of a panel. */
export type PanelLoop = (panel: number, row: number, rows: number) => void

/**
 * A formula as plain loops over numbers. `floats` makes the arrays that intermediate results are kept in, 16 at a time,
 * and with them the precision: a Float32Array rounds after each operation.
 */
export function evaluator(formula: Formula, bound: Bound, floats: (count: number) => Floats): PanelLoop {
  const isFloat32 = floats(0) instanceof Float32Array
  const program = compile(isFloat32 ? float32Form(formula) : formula, floats)
  return (panel, row, rows) => {
    for (let r = 0; r < rows; r++) {
      for (const { operand, lanes } of program.inputs) load(bound[operand.name]!, operand, lanes, { panel, row, r })
      for (const step of program.steps) step()
      for (const { name, lanes } of program.outputs) {
        const { stride, values } = bound[name] as Panels
        values.set(lanes, (panel * stride + row + r) * LANES)
      }
    }
  }
}

interface Place {
  panel: number
  row: number
  r: number
}

function load(from: Panels | Floats, { access }: Operand, lanes: Floats, { panel, row, r }: Place): void {
  const values = 'stride' in from ? from.values : from
  if (access === 'scalar') lanes.fill(values[0])
  else if (access === 'rowScalar') lanes.fill(values[row + r])
  else {
    const start = access === 'stream' ? panel * (from as Panels).stride + row + r : access === 'tile' ? r : panel
    for (let lane = 0; lane < LANES; lane++) lanes[lane] = values[start * LANES + lane]
  }
}

interface Program {
  inputs: { operand: Operand; lanes: Floats }[]
  /** Each computes one value of the expression from those before it. */
  steps: (() => void)[]
  outputs: { name: string; lanes: Floats }[]
}

function compile({ outputs }: Formula, floats: (count: number) => Floats): Program {
  const program: Program = { inputs: [], steps: [], outputs: [] }
  const known = new Map<Value, Floats>()

  function lanesOf(value: Value): Floats {
    const lanes = known.get(value) ?? place(value)
    known.set(value, lanes)
    return lanes
  }

  function place(value: Value): Floats {
    const out = floats(LANES)
    if (value.kind === 'constant') out.fill(value.value)
    else if (value.kind === 'operand') program.inputs.push({ operand: value, lanes: out })
    else program.steps.push(stepOf(value, out))
    return out
  }

  function stepOf(value: Exclude<Value, { kind: 'constant' | 'operand' }>, out: Floats): () => void {
    switch (value.kind) {
      case 'unary':
        return eachLane(out, UNARY[value.name], lanesOf(value.a))
      case 'function':
        return eachLane(out, FUNCTIONS[value.name], lanesOf(value.a))
      case 'binary':
        return pairs(BINARY[value.name], out, lanesOf(value.a), lanesOf(value.b))
      case 'select':
        return selection(out, value.mask, [
          lanesOf(value.mask.a),
          lanesOf(value.mask.b),
          lanesOf(value.a),
          lanesOf(value.b),
        ])
    }
  }

  program.outputs = outputs.map(({ name, value }) => ({ name, lanes: lanesOf(value) }))
  return program
}

function eachLane(out: Floats, f: (a: number) => number, a: Floats): () => void {
  return () => {
    for (let lane = 0; lane < LANES; lane++) out[lane] = f(a[lane])
  }
}

function pairs(loop: PairLoop, out: Floats, a: Floats, b: Floats): () => void {
  return () => loop(out, a, b)
}

function selection(out: Floats, { name }: Mask, [left, right, a, b]: readonly Floats[]): () => void {
  const holds = COMPARISON[name]
  return () => {
    for (let lane = 0; lane < LANES; lane++) out[lane] = holds(left![lane], right![lane]) ? a![lane] : b![lane]
  }
}

type PairLoop = (out: Floats, a: Floats, b: Floats) => void

// Loops, not functions of two numbers: with one loop that calls any of them, exp took seven times as long.
const BINARY: Record<BinaryName, PairLoop> = {
  add(out, a, b) {
    for (let lane = 0; lane < LANES; lane++) out[lane] = a[lane] + b[lane]
  },
  sub(out, a, b) {
    for (let lane = 0; lane < LANES; lane++) out[lane] = a[lane] - b[lane]
  },
  mul(out, a, b) {
    for (let lane = 0; lane < LANES; lane++) out[lane] = a[lane] * b[lane]
  },
  div(out, a, b) {
    for (let lane = 0; lane < LANES; lane++) out[lane] = a[lane] / b[lane]
  },
  min(out, a, b) {
    for (let lane = 0; lane < LANES; lane++) out[lane] = Math.min(a[lane], b[lane])
  },
  max(out, a, b) {
    for (let lane = 0; lane < LANES; lane++) out[lane] = Math.max(a[lane], b[lane])
  },
}

const COMPARISON = {
  greater: (a: number, b: number) => a > b,
  less: (a: number, b: number) => a < b,
  equal: (a: number, b: number) => a === b,
}

const FUNCTIONS: Record<FunctionName, (x: number) => number> = { exp, log, tanh, erf }

const UNARY: Record<UnaryName, (x: number) => number> = {
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  shiftedUp(x) {
    float[0] = x
    word[0] = word[0]! << 23
    return float[0]!
  },
  exponentField(x) {
    float[0] = x
    return word[0]! >> 23
  },
  mantissa(x) {
    float[0] = x
    word[0] = (word[0]! & 0x7fffff) | 0x3f000000
    return float[0]!
  },
}

const float = new Float32Array(1)
const word = new Int32Array(float.buffer)
