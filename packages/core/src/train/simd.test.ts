import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { simdKernels } from '../kernels/index.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import { networkZoo } from '../testing/network-zoo.ts'
import { OPTIMIZERS } from '../testing/optimizer-zoo.ts'
import { outcome } from '../testing/outcome.ts'
import { randomDataset } from '../testing/random-dataset.ts'
import { denseSpec, TINY_SPEC } from '../testing/tiny-spec.ts'
import type { TrainOptions } from './train.ts'

const module = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)))
const [narrow, wide] = [simdKernels(module), simdKernels(module, { wide: true })]

/** Trains with each of the kernels; which of SIMD's give other bytes than the reference, none if all is well. */
function others(options: Partial<TrainOptions>): string[] {
  const { bytes } = outcome(options)
  const differing = [narrow, wide].filter((kernels) => {
    kernels.release()
    return Buffer.compare(outcome({ ...options, kernels }).bytes, bytes) !== 0
  })
  return differing.map(({ name }) => name)
}

describe('the SIMD and the reference kernels train to the same bytes', () => {
  test.each(networkZoo)('$name', ({ spec, shape }) => {
    expect(others({ spec, data: randomDataset({ shape }) })).toEqual([])
  })

  test.each(networkZoo.filter(({ shape }) => shape.length === 1))('$name, on rows without their zeros', (network) => {
    const data = randomDataset({ shape: [41], zeros: 0.8, isSparse: true })
    expect(others({ spec: network.spec, data })).toEqual([])
  })

  test.each(OPTIMIZERS)('$optimizer, number %#', (optimizer) => {
    const layers = [denseSpec(37, 'relu', { dropout: 0.3, batch_norm: true }), denseSpec(3, 'identity')]
    const spec: NetworkSpec = {
      ...TINY_SPEC,
      layers,
      optimizer,
      regularisation: { l1: 0.001, max_norm: 1.5, clip_norm: 2, clip_value: 0.4, ema: 0.9 },
      batch_size: 33,
    }
    expect(others({ spec, data: randomDataset({ shape: [19], train: 150, validation: 41 }) })).toEqual([])
  })

  test('wide layers, more than a block of 64 inputs, and images of many channels', () => {
    const layers = [denseSpec(130, 'relu', { dropout: 0.5 }), denseSpec(70, 'gelu'), denseSpec(3, 'identity')]
    const data = randomDataset({ shape: [200], train: 70, validation: 5 })
    expect(others({ spec: { ...TINY_SPEC, layers, batch_size: 64, epochs: 2 }, data })).toEqual([])
  })
})
