import { type Floats, type Kernels, referenceKernels } from '@hypersweep/core'
import { randomStream } from '@hypersweep/numbers'
import { mainKernels } from '@hypersweep/runner'
import type { Finding } from './finding.ts'

const SMALL = { rows: 7, inputs: 33, outputs: 10 }
const LARGE = { rows: 64, inputs: 784, outputs: 128 }

/** Whether the compiled kernels load, give the reference's bits on a small product, and how fast a large one is. */
export async function examineKernels(): Promise<Finding> {
  const subject = 'kernels'
  try {
    const kernels = await mainKernels()
    const [got, expected] = [product(kernels), product(referenceKernels({ precision: 'float32' }))]
    const wrong = got.findIndex((value, index) => !Object.is(value, expected[index]))
    if (wrong < 0) return { subject, fact: `${kernels.name}, ${gigaflops(kernels).toFixed(0)} GFLOP/s`, health: 'good' }
    const fact = `${kernels.name} gives ${got[wrong]} where the reference gives ${expected[wrong]}`
    return {
      subject,
      fact,
      health: 'bad',
      fix: 'Results of this machine would not compare; do not use it, and report this.',
    }
  } catch (error) {
    return { subject, fact: (error as Error).message, health: 'bad', fix: 'Build them: pnpm kernels' }
  }
}

function product(kernels: Kernels): number[] {
  const { x, weights, bias, out } = operands(kernels, SMALL)
  kernels.denseForward(x, weights, bias, out, SMALL)
  const result = Array.from(out)
  kernels.release()
  return result
}

function gigaflops(kernels: Kernels): number {
  const { x, weights, bias, out } = operands(kernels, LARGE)
  const run = (times: number) => {
    const start = performance.now()
    for (let i = 0; i < times; i += 1) kernels.denseForward(x, weights, bias, out, LARGE)
    return performance.now() - start
  }
  run(50)
  const times = 200
  const flops = 2 * LARGE.rows * LARGE.inputs * LARGE.outputs * times
  const ms = run(times)
  kernels.release()
  return flops / ms / 1e6
}

function operands(kernels: Kernels, { rows, inputs, outputs }: typeof SMALL) {
  const stream = randomStream(0, 'data')
  const fill = (floats: Floats) => {
    for (let i = 0; i < floats.length; i += 1) floats[i] = stream.normal()
    return floats
  }
  return {
    x: fill(kernels.floats(rows * inputs)),
    weights: fill(kernels.floats(inputs * outputs)),
    bias: fill(kernels.floats(outputs)),
    out: kernels.floats(rows * outputs),
  }
}
