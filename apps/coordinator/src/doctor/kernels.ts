import { type Kernels, type Matrix, referenceKernels } from '@hypersweep/core'
import { randomStream } from '@hypersweep/numbers'
import { kernelsFrom, loadKernels } from '@hypersweep/runner'
import type { Finding } from './finding.ts'

interface Size {
  rows: number
  inputs: number
  units: number
}

const SMALL: Size = { rows: 8, inputs: 33, units: 16 }
const LARGE: Size = { rows: 64, inputs: 512, units: 512 }

/** Whether the compiled kernels load and give the reference's bits, which of their tiles runs and why, and how fast it is. */
export async function examineKernels(): Promise<Finding> {
  const subject = 'kernels'
  try {
    const loaded = await loadKernels()
    const kernels = kernelsFrom(loaded)
    const [got, expected] = [bitsOf(kernels), bitsOf(referenceKernels({ precision: 'float32' }))]
    const wrong = got.findIndex((value, index) => !Object.is(value, expected[index]))
    const tier = loaded.wide ? 'wide (256 bits)' : 'portable (128 bits)'
    const speed = gigaflops(kernels).toFixed(0)
    if (wrong < 0) return { subject, fact: `${tier}, ${speed} GFLOP/s: ${loaded.why}`, health: 'good' }
    const fact = `${kernels.name} gives ${got[wrong]} where the reference gives ${expected[wrong]}`
    const fix = 'Results of this machine would not compare; do not use it, and report this.'
    return { subject, fact, health: 'bad', fix }
  } catch (error) {
    return { subject, fact: (error as Error).message, health: 'bad', fix: 'Build them: pnpm kernels' }
  }
}

function bitsOf(kernels: Kernels): number[] {
  const { run, out } = product(kernels, SMALL)
  run()
  const result = Array.from(out.values)
  kernels.release()
  return result
}

function gigaflops(kernels: Kernels): number {
  const { run } = product(kernels, LARGE)
  const timed = (times: number) => {
    const start = performance.now()
    for (let i = 0; i < times; i += 1) run()
    return performance.now() - start
  }
  timed(50)
  const times = 100
  const ms = timed(times)
  kernels.release()
  return (2 * LARGE.rows * LARGE.inputs * LARGE.units * times) / ms / 1e6
}

function product(kernels: Kernels, { rows, inputs, units }: Size): { run: () => void; out: Matrix } {
  const stream = randomStream(0, 'data')
  const filled = (matrix: Matrix) => {
    for (let i = 0; i < matrix.values.length; i += 1) matrix.values[i] = stream.normal()
    return matrix
  }
  const [x, weights] = [filled(kernels.matrix(rows, inputs)), filled(kernels.matrix(inputs, units))]
  const out = kernels.matrix(rows, units)
  return { out, run: kernels.program((operations) => operations.product({ x, weights, out, rows })) }
}
