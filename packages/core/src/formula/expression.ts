/** How an operand is read as a formula walks over the rows of a panel (16 columns of a matrix); see `Formula`. */
export type Access = 'stream' | 'tile' | 'column' | 'rowScalar' | 'scalar'

export type UnaryName = 'neg' | 'abs' | 'sqrt' | 'shiftedUp' | 'exponentField' | 'mantissa'
export type BinaryName = 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max'
export type ComparisonName = 'greater' | 'less' | 'equal'
export type FunctionName = 'exp' | 'log' | 'tanh' | 'erf'

/** A number for each of 16 columns, as an expression. Equal parts are computed once. */
export type Value =
  | { readonly kind: 'operand'; readonly name: string; readonly access: Access }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'unary'; readonly name: UnaryName; readonly a: Value }
  | { readonly kind: 'binary'; readonly name: BinaryName; readonly a: Value; readonly b: Value }
  | { readonly kind: 'select'; readonly mask: Mask; readonly a: Value; readonly b: Value }
  /** In float32 it is what it expands to; in float64 it is the function of @hypersweep/numbers. */
  | { readonly kind: 'function'; readonly name: FunctionName; readonly a: Value; readonly float32: Value }

/** True or false for each of 16 columns. */
export interface Mask {
  readonly kind: 'comparison'
  readonly name: ComparisonName
  readonly a: Value
  readonly b: Value
}

export interface Operand {
  readonly name: string
  readonly access: Access
}

/**
 * An element-wise computation, written once: the reference evaluates it, the SIMD adapter compiles it.
 *
 * It runs over some rows of one panel. Operands are bound to arrays by name, and read by their access:
 *
 *     stream      a matrix: the element itself
 *     tile        a matrix of one panel, whose first row belongs to the first row of the run: a block of gradients
 *     column      one number for each column (a bias)
 *     rowScalar   one number for each row (the largest score)
 *     scalar      one number (a learning rate)
 *
 * Outputs are streams. A row's operands are all read before its outputs are written, so an output may be an input.
 */
export interface Formula {
  readonly name: string
  /** Those that an output is made of, then the outputs that are no inputs. */
  readonly operands: readonly Operand[]
  readonly outputs: readonly { readonly name: string; readonly value: Value }[]
}

export type Operands = Readonly<Record<Access, (name: string) => Value>>

/** Builds a formula: `formula('relu', ({ stream }) => ({ out: max(stream('x'), 0) }))`. */
export function formula(name: string, build: (operands: Operands) => Record<string, Value>): Formula {
  const made = new Map<string, Operand & Value>()
  const operand = (access: Access) => (named: string) => {
    const value = made.get(named) ?? { kind: 'operand' as const, name: named, access }
    if (value.access !== access) throw new TypeError(`${name}: ${named} is a ${value.access} and a ${access}`)
    made.set(named, value)
    return value
  }
  const results = build({
    stream: operand('stream'),
    tile: operand('tile'),
    column: operand('column'),
    rowScalar: operand('rowScalar'),
    scalar: operand('scalar'),
  })
  const outputs = Object.entries(results).map(([output, value]) => ({ name: output, value }))
  for (const output of outputs) operand('stream')(output.name)
  const used = new Set([...outputs.map((output) => output.name), ...outputs.flatMap(({ value }) => operandsOf(value))])
  const operands = [...made.values()].filter((each) => used.has(each.name))
  return { name, operands: operands.map(({ name: named, access }) => ({ name: named, access })), outputs }
}

function operandsOf(value: Value): string[] {
  return valuesOf([value]).flatMap((each) => (each.kind === 'operand' ? [each.name] : []))
}

/** A number is a constant, rounded to the precision of whoever evaluates it. */
export type Term = Value | number

export function constant(value: number): Value {
  return { kind: 'constant', value }
}

export const add = binary('add')
export const sub = binary('sub')
export const mul = binary('mul')
export const div = binary('div')
/** The smaller, NaN where either is. */
export const min = binary('min')
/** The larger, NaN where either is. */
export const max = binary('max')

export const neg = unary('neg')
export const abs = unary('abs')
/** Correctly rounded. */
export const sqrt = unary('sqrt')
/** 2ⁿ for a whole n, −126 ≤ n ≤ 127. The last bits of 1.5·2²³ + 127 + n are n + 127; moved up, they are the exponent. */
export function powerOfTwo(n: Term): Value {
  return shiftedUp(add(n, 12_583_039))
}
/** e of x = m·2ᵉ with ½ ≤ m < 1, for a normal x > 0. */
export function exponent(x: Term): Value {
  return sub(exponentField(x), 126)
}
/** m of x = m·2ᵉ with ½ ≤ m < 1, for a normal x > 0. */
export const mantissa = unary('mantissa')

/** The float32 whose bits are those of x, 23 places up. */
const shiftedUp = unary('shiftedUp')
/** The bits of the float32 x, 23 places down, as a number. */
const exponentField = unary('exponentField')

export const greater = comparison('greater')
export const less = comparison('less')
export const equal = comparison('equal')

/** a where the mask is true, else b; the other one is computed too, and thrown away. */
export function select(mask: Mask, a: Term, b: Term): Value {
  return { kind: 'select', mask, a: asValue(a), b: asValue(b) }
}

export function asValue(term: Term): Value {
  return typeof term === 'number' ? constant(term) : term
}

function unary(name: UnaryName): (a: Term) => Value {
  return (a) => ({ kind: 'unary', name, a: asValue(a) })
}

function binary(name: BinaryName): (a: Term, b: Term) => Value {
  return (a, b) => ({ kind: 'binary', name, a: asValue(a), b: asValue(b) })
}

function comparison(name: ComparisonName): (a: Term, b: Term) => Mask {
  return (a, b) => ({ kind: 'comparison', name, a: asValue(a), b: asValue(b) })
}

/** Every value that these are made of, each once and behind its own parts: operands first. */
export function valuesOf(values: readonly Value[]): Value[] {
  const found = new Set<Value>()
  const visit = (value: Value): void => {
    if (found.has(value)) return
    for (const part of partsOf(value)) visit(part)
    found.add(value)
  }
  for (const value of values) visit(value)
  const isOperand = ({ kind }: Value) => kind === 'operand'
  return [...[...found].filter(isOperand), ...[...found].filter((value) => !isOperand(value))]
}

function partsOf(value: Value): Value[] {
  switch (value.kind) {
    case 'operand':
    case 'constant':
      return []
    case 'unary':
    case 'function':
      return [value.a]
    case 'binary':
      return [value.a, value.b]
    case 'select':
      return [value.mask.a, value.mask.b, value.a, value.b]
  }
}
