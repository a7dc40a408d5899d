import { exp, log, tanh } from '@hypersweep/numbers'
import type { Floats } from '../kernels.ts'
import * as float32 from './float32.ts'

/** How a precision computes: every sum, product and quotient goes through `round`. */
export interface Arithmetic {
  round(value: number): number
  exp(x: number): number
  log(x: number): number
  tanh(x: number): number
  floats(count: number): Floats
}

export const float32Arithmetic: Arithmetic = {
  round: Math.fround,
  exp: float32.exp,
  log: float32.log,
  tanh: float32.tanh,
  floats: (count) => new Float32Array(count),
}

export const float64Arithmetic: Arithmetic = {
  round: (value) => value,
  exp,
  log,
  tanh,
  floats: (count) => new Float64Array(count),
}
