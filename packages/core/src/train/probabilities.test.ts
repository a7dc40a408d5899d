import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { modelFromCheckpoint } from '../ensemble/model-from-checkpoint.ts'
import { referenceKernels, simdKernels } from '../kernels/index.ts'
import { networkZoo } from '../testing/network-zoo.ts'
import { randomDataset } from '../testing/random-dataset.ts'
import { NO_REGULARISATION } from '../testing/tiny-spec.ts'
import { predict } from './predict.ts'
import { train } from './train.ts'

const module = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)))
const adapters = [
  ['reference', () => referenceKernels({ precision: 'float32' })],
  ['simd', () => simdKernels(module)],
  ['simd-wide', () => simdKernels(module, { wide: true })],
] as const

describe.each(adapters)('%s', (_, make) => {
  const cases = networkZoo.flatMap(({ name, spec, shape }) => [
    { name, shape, spec },
    { name: `${name}, by averages`, shape, spec: { ...spec, regularisation: { ...NO_REGULARISATION, ema: 0.9 } } },
  ])
  test.each(cases)('$name: an epoch tells what its checkpoint predicts of the validation rows', ({ spec, shape }) => {
    const data = randomDataset({ shape })
    const epochs = []
    for (const event of train({ spec: { ...spec, epochs: 2 }, data, seed: 3, kernels: make(), numerics: 'n' })) {
      if (event.kind !== 'epoch') throw new Error(event.kind)
      const model = modelFromCheckpoint(event.checkpoint(), make())
      expect(event.probabilities()).toEqual(predict(model, data.features, { rows: data.validation }))
      epochs.push(event.probabilities())
    }
    expect(epochs[0]).toHaveLength(3 * data.validation.length)
    expect(epochs[0]).not.toEqual(epochs[1])
  })

  test('also of rows without their zeros, which predict takes as they are', () => {
    const data = randomDataset({ shape: [41], zeros: 0.8, isSparse: true })
    const { spec } = networkZoo.find(({ name }) => name === 'many units')!
    const event = train({ spec, data, seed: 3, kernels: make(), numerics: 'n' }).next().value
    if (event?.kind !== 'epoch') throw new Error('the first event is an epoch')
    const model = modelFromCheckpoint(event.checkpoint(), make())
    expect(event.probabilities()).toEqual(predict(model, data.features, { rows: data.validation }))
  })
})
