import { networkObjective, prepareData } from '@hypersweep/runner'
import { parseSweep } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { planText } from './plan.ts'

async function networkLine(layers: readonly object[]): Promise<string | undefined> {
  const file = {
    name: 'plan',
    method: 'grid',
    metric: { name: 'val_loss', goal: 'minimize' },
    parameters: { learning_rate: { values: [0.1] }, channels: { values: [4, 8] } },
    data: { source: 'digits', rows: 100 },
    model: { layers },
    training: { optimizer: 'adam', epochs: 2 },
  }
  const { spec, dataset } = await prepareData(parseSweep(JSON.stringify(file), networkObjective).spec, { root: '/' })
  const text = planText({ spec, trials: 2, dataset, columns: 200 })
  return /^network +(.*)$/m.exec(text)?.[1]
}

test('a dense network is told by its sizes', async () => {
  const layers = [{ dense: '$channels' }, { maxout: 16 }, { dense: 10 }]
  expect(await networkLine(layers)).toBe('784-$channels-maxout16-10, adam, 2 epochs, batches of 32')
})

test('a network of images by what its layers are', async () => {
  const layers = [{ conv: '$channels' }, { max_pool: 2 }, { flatten: true }, { dense: 10 }]
  expect(await networkLine(layers)).toMatch(/^28×28(×1)?-conv\$channels-max_pool2-flatten-10, adam/)
})
