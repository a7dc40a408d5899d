import { readFileSync } from 'node:fs'
import { type DenseSize, type Floats, type Kernels, referenceKernels, simdKernels } from '../src/kernels/index.ts'

// How fast the kernels are, on one thread: the best of several rounds, each long enough for the clock.
// Run after `pnpm --filter @hypersweep/core kernels`:
//   node --conditions=hypersweep-source packages/core/bench/kernels.bench.ts

const ROUNDS = 15
const ROUND_MS = 30

const wasm = new WebAssembly.Module(readFileSync(new URL('../dist/kernels.wasm', import.meta.url)))
const simd = simdKernels(wasm)
const reference = referenceKernels({ precision: 'float32' })

benchProducts()
benchElements()

function benchProducts(): void {
  const sizes = [
    '64x784x128',
    '128x784x128',
    '64x512x512',
    '64x784x512',
    '64x256x256',
    '32x64x64',
    '64x128x10',
    '16x20x2',
  ]
  console.log('\ndense products, GFLOP/s      (rows x inputs x outputs)')
  console.log(row(['size', 'forward', 'gradients', 'backward', 'reference']))
  for (const name of sizes) {
    const [rows, inputs, outputs] = name.split('x').map(Number) as [number, number, number]
    const size = { rows, inputs, outputs }
    const flops = 2 * rows * inputs * outputs
    const simdRates = products(simd, size).map((call) => flops / secondsPerCall(call) / 1e9)
    simd.release()
    const referenceRate = flops / secondsPerCall(products(reference, size)[0]!) / 1e9
    console.log(row([name, ...[...simdRates, referenceRate].map((rate) => rate.toFixed(1))]))
  }
}

function products(kernels: Kernels, size: DenseSize): (() => void)[] {
  const { rows, inputs, outputs } = size
  const x = noise(kernels, rows * inputs)
  const weights = noise(kernels, inputs * outputs)
  const bias = noise(kernels, outputs)
  const out = noise(kernels, rows * outputs)
  const gradIn = noise(kernels, rows * inputs)
  const gradWeights = kernels.floats(inputs * outputs)
  const gradBias = kernels.floats(outputs)
  return [
    () => kernels.denseForward(x, weights, bias, out, size),
    () => kernels.denseGradients(x, out, gradWeights, gradBias, size),
    () => kernels.denseBackward(out, weights, gradIn, size),
  ]
}

function benchElements(): void {
  console.log('\nelement by element, 8192 elements, ns/element')
  console.log(row(['kernel', 'simd', 'reference']))
  for (const name of Object.keys(elementCalls(reference))) {
    const nanoseconds = [simd, reference].map((kernels) => {
      const time = secondsPerCall(elementCalls(kernels)[name]!)
      kernels.release()
      return ((time * 1e9) / 8192).toFixed(3)
    })
    console.log(row([name, ...nanoseconds]))
  }
}

function elementCalls(kernels: Kernels): Record<string, () => void> {
  const count = 8192
  const [x, g, out, m] = [noise(kernels, count), noise(kernels, count), noise(kernels, count), noise(kernels, count)]
  const square = kernels.floats(count).fill(0.5)
  const labels = kernels.integers(count / 16)
  const draw = { seed: 42, layer: 1, epoch: 2, step: 3 }
  const size = { rows: count / 16, classes: 16 }
  const step = { learningRate: 1e-9, weightDecay: 0, momentum: 0.9, decayRate: 0.9, epsilon: 1e-8 }
  const adam = { stepSize: 1e-9, rootScale: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }
  return {
    relu: () => kernels.activate('relu', x, out, count),
    'relu backward': () => kernels.activateBackward('relu', x, g, out, count),
    sigmoid: () => kernels.activate('sigmoid', x, out, count),
    tanh: () => kernels.activate('tanh', x, out, count),
    'dropout mask': () => kernels.dropoutMask(out, count, 32768, draw),
    multiply: () => kernels.multiply(x, g, out, count),
    'softmax cross-entropy': () => kernels.softmaxCrossEntropy(x, labels, m, out, size),
    sgd: () => kernels.sgd(x, g, count, step),
    momentum: () => kernels.momentum(x, g, m, count, step),
    nesterov: () => kernels.nesterov(x, g, m, count, step),
    rmsprop: () => kernels.rmsprop(x, g, square, m, count, step),
    adam: () => kernels.adam(x, g, m, square, count, adam),
  }
}

function noise(kernels: Kernels, count: number): Floats {
  const values = kernels.floats(count)
  for (let i = 0; i < count; i++) values[i] = ((i * 7919) % 1000) / 500 - 1
  return values
}

function secondsPerCall(call: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    let calls = 0
    let elapsed = 0
    while (elapsed < ROUND_MS) {
      for (let i = 0; i < 4; i++) call()
      calls += 4
      elapsed = performance.now() - start
    }
    best = Math.min(best, elapsed / calls / 1000)
  }
  return best
}

function row(cells: string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(22) : cell.padStart(12))).join('')
}
