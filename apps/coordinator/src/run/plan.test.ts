import { networkObjective, prepareData } from '@hypersweep/runner'
import { parseSweep } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { planText } from './plan.ts'

async function planOn({
  layers = [{ dense: '$channels' }, { dense: 10 }],
  metric = { name: 'val_loss', goal: 'minimize' },
}: {
  layers?: readonly object[]
  metric?: object
}): Promise<string> {
  const file = {
    name: 'plan',
    method: 'grid',
    metric,
    parameters: { learning_rate: { values: [0.1] }, channels: { values: [4, 8] } },
    data: { source: 'digits', rows: 100 },
    model: { layers },
    training: { optimizer: 'adam', epochs: 2 },
  }
  const { spec, dataset } = await prepareData(parseSweep(JSON.stringify(file), networkObjective).spec, { root: '/' })
  return planText({ spec, trials: 2, dataset, columns: 200 })
}

async function networkLine(layers: readonly object[]): Promise<string | undefined> {
  return /^network +(.*)$/m.exec(await planOn({ layers }))?.[1]
}

test.each([
  ['val_accuracy', 'minimize', 'maximize'],
  ['train_loss', 'maximize', 'minimize'],
])('a goal that has the worst %s first is remarked upon', async (name, goal, usual) => {
  const note = `note     goal: ${goal} ranks the worst ${name} first; goal: ${usual} ranks the best first\n`
  expect(await planOn({ metric: { name, goal } })).toContain(note)
})

test.each([
  ['val_accuracy', 'maximize'],
  ['val_loss', 'minimize'],
  ['grad_norm', 'maximize'],
])('%s with goal %s goes without a remark', async (name, goal) => {
  expect(await planOn({ metric: { name, goal } })).not.toContain('note')
})

test('a dense network is told by its sizes', async () => {
  const layers = [{ dense: '$channels' }, { maxout: 16 }, { dense: 10 }]
  expect(await networkLine(layers)).toBe('784-$channels-maxout16-10, adam, 2 epochs, batches of 32')
})

test('a network of images by what its layers are', async () => {
  const layers = [{ conv: '$channels' }, { max_pool: 2 }, { flatten: true }, { dense: 10 }]
  expect(await networkLine(layers)).toMatch(/^28×28(×1)?-conv\$channels-max_pool2-flatten-10, adam/)
})
