import type { RuntimeName } from '../runtimes/runtimes.ts'
import type { KernelName } from './bits-kernels.ts'

/** One process that trains networks. */
export interface Combination {
  runtime: RuntimeName
  kernels: KernelName
  /** V8's, before the script. */
  flags: readonly string[]
  /** Just this one of NETWORKS; else all. */
  only?: string
  /** Multiplies by the zeros of the data too. */
  isDense?: boolean
}

/** Packs pairs of 128-bit operations into 256-bit ones; V8 has this flag on x64 only, and stops at it elsewhere. */
const WIDENED = '--experimental-wasm-revectorize'
/** The optimizing compiler from the first call on: small networks end before V8 finds their kernels hot. */
const OPTIMIZED = '--no-liftoff'
/** The baseline compiler alone. */
const BASELINE = '--liftoff-only'
/** A processor of before 2011 to V8: 128-bit instructions with two operands only. */
const NO_AVX = ['--no-enable-avx', '--no-enable-avx2', '--no-enable-fma3']

const FLAGS_X64 = [[], [BASELINE], [OPTIMIZED], [WIDENED], [WIDENED, OPTIMIZED], [OPTIMIZED, ...NO_AVX]]
const ownFlags = process.arch === 'x64' ? FLAGS_X64 : [[]]

/** The slowest first: what runs at the same time then ends at about the same time. */
export const COMBINATIONS: readonly Combination[] = [
  ...simd('node-26-arm64', [[]]),
  // Emulated, the reference runs at a twentieth of its speed: this network alone, which has the most kinds of mathematics.
  {
    runtime: 'node-26-arm64',
    kernels: 'reference',
    flags: [],
    only: 'gelu, silu, batch norm, adamw with amsgrad, one cycle',
  },
  // Flags are about WebAssembly; the reference is JavaScript.
  { runtime: 'node-26', kernels: 'reference', flags: [] },
  { runtime: 'node-26', kernels: 'portable', flags: [], isDense: true },
  { runtime: 'node-26', kernels: 'wide', flags: [], isDense: true },
  { runtime: 'node-24', kernels: 'reference', flags: [] },
  ...simd('node-26', ownFlags),
  ...simd('node-24', ownFlags),
]

function simd(runtime: RuntimeName, flagSets: readonly (readonly string[])[]): Combination[] {
  return flagSets.flatMap((flags) => [
    { runtime, kernels: 'portable' as const, flags },
    { runtime, kernels: 'wide' as const, flags },
  ])
}
