import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { listNonzeros } from '../src/data/nonzeros.ts'
import { type Kernels, type Matrix, referenceKernels, simdKernels } from '../src/kernels/index.ts'

// How fast the products of training are, on one thread, both tiers and both ways through zeros: the best of several
// rounds, each long enough for the clock. Run after `pnpm kernels`; `portable` leaves V8's flag alone:
//   node --conditions=hypersweep-source packages/core/bench/kernels.bench.ts [portable]

const ROUNDS = 15
const ROUND_MS = 20
const SIZES = ['64x784x128', '128x784x512', '64x512x512', '128x512x512', '32x64x64', '64x128x10']
const DENSITIES = [1, 0.5, 0.25, 0.19, 0.1]

if (process.arch === 'x64' && !process.argv.includes('portable')) {
  setFlagsFromString('--experimental-wasm-revectorize')
}
const wasm = new WebAssembly.Module(readFileSync(new URL('../dist/kernels.wasm', import.meta.url)))
const tiers = [simdKernels(wasm), simdKernels(wasm, { wide: true })]
const reference = referenceKernels({ precision: 'float32' })

interface Size {
  rows: number
  inputs: number
  units: number
}

console.log('dense products, GFLOP/s      (rows x inputs x units: forward, gradients)')
console.log(row(['size', ...tiers.flatMap(({ name }) => [name, '']), 'reference', '']))
for (const name of SIZES) {
  const size = sizeOf(name)
  const rates = [...tiers, reference].flatMap((kernels) => {
    const calls = products(kernels, size, 1)
    const found = calls.map((call) => (2 * size.rows * size.inputs * size.units) / secondsPerCall(call) / 1e9)
    kernels.release()
    return found
  })
  console.log(row([name, ...rates.map((rate) => rate.toFixed(1))]))
}

console.log('\n64x784x128 from lists of nonzeros, µs      (share of nonzeros: forward, gradients)')
console.log(row(['share', ...tiers.flatMap(({ name }) => [name, ''])]))
for (const density of DENSITIES) {
  const times = tiers.flatMap((kernels) => {
    const found = products(kernels, sizeOf('64x784x128'), density).map((call) => secondsPerCall(call) * 1e6)
    kernels.release()
    return found
  })
  console.log(row([`${density}`, ...times.map((time) => time.toFixed(0))]))
}

/** Forward product and gradients; of lists where not all of x is nonzero. */
function products(kernels: Kernels, { rows, inputs, units }: Size, density: number): (() => void)[] {
  const dense = filled(kernels.matrix(rows, inputs))
  const x = density === 1 ? dense : sparse(kernels, rows, inputs, density)
  const weights = filled(kernels.matrix(inputs, units))
  const [out, gradOut] = [kernels.matrix(rows, units), filled(kernels.matrix(rows, units))]
  return [
    kernels.program((operations) => operations.product({ x, weights, out, rows })),
    kernels.program((operations) => operations.gradients({ x, gradOut, rows, follow: [] })),
  ]
}

function sparse(kernels: Kernels, rows: number, columns: number, density: number) {
  const isKept = (i: number) => ((i * 7919) % 1000) / 1000 < density
  const features = Float32Array.from({ length: rows * columns }, (_, i) => (isKept(i) ? 0.5 + (i % 9) : 0))
  const listed = listNonzeros(features, columns)
  const [starts, entries] = [kernels.integers(rows + 1), kernels.integers(listed.entries.length)]
  starts.set(listed.starts)
  entries.set(listed.entries)
  return { columns, starts, entries }
}

function filled(matrix: Matrix): Matrix {
  for (let i = 0; i < matrix.values.length; i++) matrix.values[i] = ((i * 7919) % 1000) / 500 - 1
  return matrix
}

function sizeOf(name: string): Size {
  const [rows, inputs, units] = name.split('x').map(Number) as [number, number, number]
  return { rows, inputs, units }
}

function secondsPerCall(call: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    let calls = 0
    let elapsed = 0
    while (elapsed < ROUND_MS) {
      call()
      calls++
      elapsed = performance.now() - start
    }
    best = Math.min(best, elapsed / calls / 1000)
  }
  return best
}

function row(cells: string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(14) : cell.padStart(11))).join('')
}
