import { readFileSync } from 'node:fs'
import { randomStream } from '@hypersweep/numbers'
import { createImages, type ImageSize } from '../src/kernels/images.ts'
import { createMatrix } from '../src/kernels/matrix.ts'
import { arena, growingMemory } from '../src/kernels/simd/arena.ts'
import { imageOperations } from '../src/kernels/simd/images.ts'

// How long the operations on images take for a batch of 64, on one thread: the best of several rounds, in µs.
// Run after `pnpm --filter @hypersweep/core kernels`, with and without the wide tier:
//   node --conditions=hypersweep-source packages/core/bench/images.bench.ts
//   node --experimental-wasm-revectorize --conditions=hypersweep-source packages/core/bench/images.bench.ts wide

const ROUNDS = 25
const ROUND_MS = 10
const ROWS = 64

const module = new WebAssembly.Module(readFileSync(new URL('../dist/kernels.wasm', import.meta.url)))
const memory = growingMemory()
const wasm = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<
  string,
  (...args: number[]) => number
>
wasm['setWide']!(Number(process.argv.includes('wide')))
const space = arena(memory, wasm['heapBase']!())
const stream = randomStream(1, 'data')

/** Each operation becomes a call that can be repeated. */
const calls: { name: string; run: () => void }[] = []
const operations = imageOperations({
  add(name, words, { scratch = 0 } = {}) {
    const at = space.words(words)
    const bytes = space.integers(scratch / 4).byteOffset
    calls.push({ name, run: () => call(name, at, bytes) })
  },
  words: () => [],
  scratch: () => 0,
})

function call(name: string, at: number, scratch: number): void {
  wasm['setScratch']!(scratch)
  wasm[name]!(at)
}

const images = (size: ImageSize) => createImages(ROWS, size, space.floats)
const matrix = (rows: number, columns: number) => createMatrix(rows, columns, space.floats)
const noisy = <T extends { values: Float32Array | Float64Array }>(one: T, scale = 1): T => {
  for (let i = 0; i < one.values.length; i++) one.values[i] = scale * stream.normal()
  return one
}

const window = { kernel: 3, stride: 1, padding: 1, rows: ROWS }
const from = space.floats(ROWS * 784)
// Like handwritten digits: one pixel in five is not zero, and the outer ones are blank.
for (let i = 0; i < from.length; i++) {
  const [y, x] = [Math.floor((i % 784) / 28), i % 28]
  if (Math.hypot(y - 14, x - 14) < 9 && stream.uniform() < 0.6) from[i] = stream.uniform()
}
const x = images({ height: 28, width: 28, channels: 1, border: 1, packed: true })
const first = layer(1, 8, 28)
const second = layer(8, 16, 14)

function layer(channels: number, units: number, side: number) {
  return {
    weights: noisy(matrix(9 * channels, units), 0.2),
    bias: space.floats(16),
    sums: images({ height: side, width: side, channels: units }),
    out: images({ height: side / 2, width: side / 2, channels: units, border: side === 28 ? 1 : 0 }),
    gradOut: images({ height: side / 2, width: side / 2, channels: units }),
    gradWeights: matrix(9 * channels, units),
    gradBias: space.floats(16),
  }
}
// A rounded-up matrix has columns that no weight is in.
for (let i = 0; i < first.weights.values.length; i++) if (i % 16 >= 8) first.weights.values[i] = 0

operations.loadImages({ from, to: x, rows: ROWS })
operations.pooledConvolution({ x, ...first, ...window })
operations.pooledConvolution({ x: first.out, ...second, ...window })
const flat = matrix(ROWS, 784)
operations.flatten({ from: second.out, to: flat, rows: ROWS })
const gradient = noisy(matrix(ROWS, 784))
operations.unflatten({ from: gradient, to: second.gradOut, rows: ROWS })
operations.pooledConvolutionBackward({ x: first.out, ...second, gradIn: first.gradOut, ...window })
operations.pooledConvolutionBackward({ x, ...first, ...window })
const chain = calls.length

// The same layers in pieces, and what else there is.
const gradSums = noisy(images({ height: 14, width: 14, channels: 16 }))
const plain = { x: first.out, weights: second.weights, bias: second.bias, out: second.sums }
operations.convolution({ ...plain, ...window })
operations.convolutionBackward({ ...second, x: first.out, gradOut: gradSums, gradIn: first.gradOut, ...window })
operations.convolutionBackward({ ...second, x: first.out, gradOut: gradSums, ...window })
const pool = { x: second.sums, out: second.out, kernel: 2, stride: 2, rows: ROWS }
operations.maxPool(pool)
operations.maxPoolBackward({ ...pool, gradOut: second.gradOut, gradIn: gradSums })
operations.averagePool({ ...pool, padding: 0 })
operations.averagePoolBackward({ ...pool, padding: 0, gradOut: second.gradOut, gradIn: gradSums })
const columns = () => space.floats(16).fill(1)
const norm = {
  normal: images({ height: 14, width: 14, channels: 16 }),
  rows: ROWS,
  inverse: columns(),
  scale: columns(),
}
const [mean, variance, shift, sum, product] = [columns(), columns(), columns(), columns(), columns()]
operations.channelMoments({ x: second.sums, rows: ROWS, mean, variance })
operations.normaliseChannels({ x: second.sums, out: second.sums, mean, shift, ...norm })
operations.channelProducts({ gradOut: gradSums, sum, product, ...norm })
operations.normaliseChannelsBackward({ gradOut: gradSums, gradIn: gradSums, sum, product, ...norm })
const draw = space.integers(4)
operations.dropChannels({ from: second.out, to: second.out, threshold: 32768, layer: 0, draw, rows: ROWS })

for (const { run } of calls.slice(0, chain)) run()
const times = calls.map(({ name, run }) => ({ name, us: microseconds(run) }))
for (const [i, { name, us }] of times.entries()) {
  console.log(name.padEnd(28), us.toFixed(1).padStart(8), i < chain ? ' chain' : '')
}
const whole = microseconds(() => {
  for (const { run } of calls.slice(0, chain)) run()
})
console.log('the chain, one after the other'.padEnd(28), whole.toFixed(1).padStart(8))

function microseconds(run: () => void): number {
  let count = 1
  while (time(run, count) < ROUND_MS) count *= 2
  const rounds = Array.from({ length: ROUNDS }, () => (1000 * time(run, count)) / count)
  return Math.min(...rounds)
}

function time(run: () => void, count: number): number {
  const start = performance.now()
  for (let i = 0; i < count; i++) run()
  return performance.now() - start
}
