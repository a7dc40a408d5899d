import { type Bound, evaluator, type PanelLoop } from '../formula/evaluate.ts'
import type { Formula } from '../formula/expression.ts'
import type { Floats } from '../formula/floats.ts'
import { createMatrix, fillRowMajor, type Matrix, offsetOf } from '../kernels/matrix.ts'
import { type GradientTerms, type OptimizerSpec, optimizerOf, updateFormula } from '../optimizers/index.ts'
import { checkOptions, defaultsOf, type OptionValue } from '../options/option.ts'

type FloatsMaker = (count: number) => Floats

/** An optimizer and those of its options that are not as usual. */
export type Given = { readonly optimizer: string } & Readonly<Record<string, OptionValue>>

export const NO_TERMS: GradientTerms = { clip_norm: 0, clip_value: 0, l1: 0, ema: 0 }

export interface WalkOptions {
  /** The weights, in one row. */
  initial: readonly number[]
  /** One of the same length for each step. */
  gradients: readonly (readonly number[])[]
  learningRate: number
  terms?: GradientTerms
  clipScale?: number
  /** Makes the arrays, and with them the precision. */
  floats?: FloatsMaker
  /** Runs the formula. */
  by?: (formula: Formula, bound: Bound, floats: FloatsMaker) => PanelLoop
}

/** The weights after each step, and beside them the slots and the average, by name. */
export type Walked = Readonly<Record<string, number[][]>>

/** An optimizer with every option filled in, and checked. */
export function optimizerSpec(given: Given): OptimizerSpec {
  const { name, options } = optimizerOf(given)
  const spec = { ...defaultsOf(options), ...given }
  checkOptions(name, options, spec)
  return spec
}

/** Lets an optimizer walk along gradients that are given, over a row of any number of columns. */
export function optimizerWalk(given: Given, options: WalkOptions): Walked {
  const { initial, gradients, learningRate, terms = NO_TERMS, clipScale = 1, by = evaluator } = options
  const floats = options.floats ?? ((count: number) => new Float64Array(count))
  const row = (values: readonly number[]) => {
    const matrix = createMatrix(1, initial.length, floats)
    fillRowMajor(matrix, values)
    return matrix
  }
  const [spec, definition] = [optimizerSpec(given), optimizerOf(given)]
  const streams: Record<string, Matrix> = { weight: row(initial), average: row(initial) }
  for (const [slot, value] of Object.entries(definition.slots(spec))) streams[slot] = row(initial.map(() => value))
  const gradient = row(initial)
  const scalarsOf = (step: number) => ({
    ...definition.scalars(spec, { learningRate, step }),
    ...termScalars(spec, terms, clipScale),
  })
  const scalars = mapped(scalarsOf(1), (value) => floats(1).fill(value))

  const formula = updateFormula(definition, spec, terms, 'stream')
  const run = by(formula, { ...streams, ...scalars, gradient }, floats)
  const walked = mapped(streams, (): number[][] => [])
  for (const [i, values] of gradients.entries()) {
    fillRowMajor(gradient, values)
    for (const [name, value] of Object.entries(scalarsOf(i + 1))) scalars[name]![0] = value
    for (let panel = 0; 16 * panel < initial.length; panel++) run(panel, 0, 1)
    for (const [name, matrix] of Object.entries(streams)) walked[name]!.push(rowOf(matrix))
  }
  return walked
}

/** The scalars of the formula that are the same in all steps. */
export function termScalars(spec: OptimizerSpec, { clip_value, l1, ema }: GradientTerms, clipScale: number) {
  const weight_decay = spec['weight_decay'] as number
  return { clip_scale: clipScale, clip_value, weight_decay, l1, ema, ema_rest: 1 - ema }
}

function mapped<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]))
}

function rowOf(matrix: Matrix): number[] {
  return Array.from({ length: matrix.columns }, (_, c) => matrix.values[offsetOf(matrix, 0, c)]!)
}
