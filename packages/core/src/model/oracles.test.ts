import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { referenceKernels, simdKernels } from '../kernels/index.ts'
import { torchCases } from '../testing/torch-cases.ts'
import type { LayerCase } from '../testing/torch-passes.ts'

const module = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)))

const ELSEWtorchCases: Record<string, string> = {
  relu: 'activations.test.ts',
  leaky_relu: 'activations.test.ts',
  elu: 'activations.test.ts',
  sigmoid: 'activations.test.ts',
  tanh: 'activations.test.ts',
  softplus: 'activations.test.ts',
  silu: 'activations.test.ts',
  gelu_erf: 'activations.test.ts',
  gelu_tanh: 'nowhere: ours is the exact one',
  log_softmax: 'nowhere: ours is a part of cross-entropy, whose cases are here',
  global_avgpool: 'image-oracles.conformance.ts: its images are not square, our pools are',
}

test('every case of PyTorch’s is tested here, or it is said where', () => {
  const names = readCases('f64').map(({ name }) => name)
  expect([...Object.keys(torchCases), ...Object.keys(ELSEWtorchCases)].toSorted()).toEqual(names.toSorted())
  expect(readCases('f32').map(({ name }) => name)).toEqual(names)
})

describe.each([
  ['reference-float64', 'f64', () => referenceKernels({ precision: 'float64' })],
  ['reference-float32', 'f32', () => referenceKernels({ precision: 'float32' })],
  ['simd', 'f32', () => simdKernels(module)],
  ['simd-wide', 'f32', () => simdKernels(module, { wide: true })],
] as const)('PyTorch agrees with %s', (_, tag, make) => {
  const allowed = (value: number) => (tag === 'f64' ? 1e-10 * (1 + Math.abs(value)) : 1e-4 * (0.01 + Math.abs(value)))

  test.each(readCases(tag).filter(({ name }) => name in torchCases))('on $name', (oracle) => {
    const compared = torchCases[oracle.name](make(), oracle)
    expect(compared.length).toBeGreaterThan(0)
    for (const [name, ours, theirs] of compared) {
      const shares = theirs.map((value, i) => Math.abs(ours[i] - value) / allowed(value))
      expect({ name, length: ours.length, isClose: Math.max(...shares) <= 1 }).toEqual({
        name,
        length: theirs.length,
        isClose: true,
      })
    }
  })
})

function readCases(tag: 'f32' | 'f64'): LayerCase[] {
  const file = new URL(`../../../../test/golden/oracles/layers_${tag}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).cases
}
