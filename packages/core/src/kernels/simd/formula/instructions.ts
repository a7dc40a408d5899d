import type { BinaryName, ComparisonName } from '../../../formula/expression.ts'
import { signed, unsigned } from './module-bytes.ts'

// The instructions that formulas are made of, as bytes. Source: WebAssembly Core Specification, chapter 5.4.

export const V128 = 0x7b
export const I32 = 0x7f

export const getLocal = (local: number): number[] => [0x20, ...unsigned(local)]
export const setLocal = (local: number): number[] => [0x21, ...unsigned(local)]
export const i32Const = (value: number): number[] => [0x41, ...signed(value)]
export const i32Load = (offset: number): number[] => [0x28, 2, ...unsigned(offset)]
export const I32_EQUALS_ZERO = 0x45
/** Of unsigned numbers. */
export const I32_LESS = 0x49
export const I32_ADD = 0x6a
export const I32_MULTIPLY = 0x6c
export const I32_SHIFT_LEFT = 0x74
export const LOOP = [0x03, 0x40]
/** Leaves the function; outside of the loop. */
export const LEAVE_IF = [0x0d, 0]
export const REPEAT_IF = [0x0d, 0]
export const END = 0x0b

export const simd = (code: number): number[] => [0xfd, ...unsigned(code)]
export const v128Load = (offset: number): number[] => [...simd(0x00), 4, ...unsigned(offset)]
export const v128Store = (offset: number): number[] => [...simd(0x0b), 4, ...unsigned(offset)]
export const v128LoadSplat = (offset: number): number[] => [...simd(0x09), 2, ...unsigned(offset)]

/** The same 32 bits in each lane. */
export function v128Const(bits: number): number[] {
  const word = [bits & 0xff, (bits >>> 8) & 0xff, (bits >>> 16) & 0xff, bits >>> 24]
  return [...simd(0x0c), ...word, ...word, ...word, ...word]
}

export const V128_AND = simd(0x4e)
export const V128_AND_NOT = simd(0x4f)
export const V128_OR = simd(0x50)
export const V128_BITSELECT = simd(0x52)
export const F32X4_ABS = simd(0xe0)
export const F32X4_NEG = simd(0xe1)
export const F32X4_SQRT = simd(0xe3)
export const F32X4_CONVERT = simd(0xfa)
export const I32X4_SHIFT_LEFT = simd(0xab)
export const I32X4_SHIFT_RIGHT = simd(0xac)

export const F32X4: Readonly<Record<BinaryName, number[]>> = {
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  min: simd(0xe8),
  max: simd(0xe9),
}

/** Comparisons; of them, formulas are built with three. */
export const COMPARE: Readonly<Record<ComparisonName | 'atMost', number[]>> = {
  equal: simd(0x41),
  less: simd(0x43),
  greater: simd(0x44),
  atMost: simd(0x45),
}
