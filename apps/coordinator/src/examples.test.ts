import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { decodeCheckpoint, type Evaluation, evaluate, modelFromCheckpoint } from '@hypersweep/core'
import { mainKernels, prepareData } from '@hypersweep/runner'
import type { Params, TrialSummary } from '@hypersweep/sweep'
import { expect, test, vi } from 'vitest'
import { EXAMPLES, type Example, runExample } from './testing/run-example.ts'
import { testCli } from './testing/test-context.ts'

// What each example teaches, on fewer rows, values and epochs; what it shows at its own size is in its comments.
vi.setConfig({ testTimeout: 120_000 })

const names = readdirSync(EXAMPLES).flatMap((file) => (file.endsWith('.yaml') ? [file.replace('.yaml', '')] : []))

test('every example is run by a test, and is in the table of examples', () => {
  const here = 'activations average-checkpoints average-models batch-norm cnn dropout minima optimizers penguins'
  const elsewhere = 'adamw demo spirals mnist mnist-cnn' // test/e2e
  expect(names.toSorted()).toEqual(`${here} ${elsewhere}`.split(' ').toSorted())
  const table = readFileSync(join(EXAMPLES, 'README.md'), 'utf8')
  expect([...table.matchAll(/^\| \[(.*?)\]\(\1\.yaml\) /gm)].map(([, name]) => name).toSorted()).toEqual(
    names.toSorted(),
  )
})

test('what the examples say to run besides themselves can be run, from the folder above', async () => {
  const lines = names.flatMap((name) => readFileSync(join(EXAMPLES, `${name}.yaml`), 'utf8').split('\n'))
  const runs = lines.flatMap((line) => /^# {5}hypersweep run (.* --set .*)$/.exec(line)?.[1] ?? [])
  expect(runs).toHaveLength(3)
  const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
  const cli = testCli(stores, join(EXAMPLES, '..'))
  for (const line of runs) {
    const words = [...line.matchAll(/'(.*?)'|([^ ]+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
    expect(await cli.run('run --dry-run', ...words)).toMatchObject({ code: 0, err: '' })
  }
})

test('activations: without them a deep network gets no further than a linear classifier', async () => {
  const small = { ...rows(900, 300), 'training.epochs': 25, replicates: 1 }
  const deep = await runExample('activations', { ...small, 'parameters.hidden': values(16) })
  const linear = { name: 'linear', parameters: { units: values(3) }, 'model.layers': [{ dense: '$units' }] }
  const shallow = await runExample('activations', { ...small, ...linear })
  const accuracy = (activation: string) => mean(deep, 'val_accuracy', { activation })
  expect(Math.abs(accuracy('identity') - mean(shallow, 'val_accuracy'))).toBeLessThan(0.02)
  expect(accuracy('identity')).toBeLessThan(0.55)
  expect(accuracy('relu')).toBeGreaterThan(0.95)
  expect(accuracy('tanh')).toBeGreaterThan(0.95)
})

test('batch-norm: a learning rate of 1 is the best with it, and too high without', async () => {
  const small = { ...rows(2400, 600), replicates: 1, 'parameters.learning_rate': values(0.1, 1) }
  const example = await runExample('batch-norm', small)
  const accuracy = (batch_norm: boolean, learning_rate: number) =>
    mean(example, 'val_accuracy', { batch_norm, learning_rate })
  expect(accuracy(true, 1)).toBeGreaterThan(0.9)
  expect(accuracy(false, 1)).toBeLessThan(0.6)
  expect(accuracy(true, 1)).toBeGreaterThan(accuracy(false, 0.1))
})

test('optimizers: at one rate AdaGrad stalls where RMSProp and Adam arrive, and velocity helps SGD', async () => {
  const small = { ...rows(900, 100), 'training.epochs': 25, replicates: 1 }
  const example = await runExample('optimizers', { ...small, 'parameters.learning_rate': values(0.01, 0.1) })
  const loss = (optimizer: string, learning_rate: number) => mean(example, 'train_loss', { optimizer, learning_rate })
  expect(loss('adagrad', 0.01)).toBeGreaterThan(10 * loss('rmsprop', 0.01))
  expect(loss('adagrad', 0.01)).toBeGreaterThan(10 * loss('adam', 0.01))
  expect(loss('sgd', 0.1)).toBeGreaterThan(5 * loss('momentum', 0.1))
  expect(loss('sgd', 0.1)).toBeGreaterThan(5 * loss('nesterov', 0.1))
})

test('optimizers: at the highest rate Nesterov’s momentum is steadier than the usual one', async () => {
  const high = { 'parameters.learning_rate': values(0.3), 'parameters.optimizer': values('momentum', 'nesterov') }
  const example = await runExample('optimizers', high)
  const loss = (optimizer: string) => mean(example, 'train_loss', { optimizer })
  expect(loss('momentum')).toBeGreaterThan(2 * loss('nesterov'))
})

test('minima: ten initialisations end nearer to each other in a larger network', async () => {
  const small = { ...rows(1500, 300), 'training.epochs': 20, 'parameters.hidden': values(4, 64) }
  const example = await runExample('minima', small)
  const spread = (hidden: number) => {
    const losses = found(example, 'train_loss', { hidden })
    expect(losses).toHaveLength(10)
    return Math.max(...losses) - Math.min(...losses)
  }
  expect(spread(4)).toBeGreaterThan(5 * spread(64))
  expect(spread(64)).toBeLessThan(0.1 * mean(example, 'train_loss', { hidden: 64 }))
})

test('dropout: the more of it, the smaller the gap to validation rows; some of it is best there', async () => {
  const small = { ...rows(2000, 500), 'data.test': 500, replicates: 1, 'parameters.dropout': values(0, 0.6, 0.8) }
  const example = await runExample('dropout', small)
  const [none, some, much] = await evaluated(example)
  expect(gap(some!)).toBeLessThan(gap(none!))
  expect(gap(much!)).toBeLessThan(gap(some!))
  expect(some!.validation.loss).toBeLessThan(none!.validation.loss)
  expect(some!.validation.loss).toBeLessThan(much!.validation.loss)
})

test('average-checkpoints: averaged weights, or epochs, of one run are better than its last', async () => {
  const small = { ...rows(2000, 500), 'data.test': 500, 'training.epochs': 12, replicates: 2 }
  const example = await runExample('average-checkpoints', { ...small, 'parameters.ema': values(0, 0.99) })
  expect(mean(example, 'val_loss', { ema: 0.99 })).toBeLessThan(0.8 * mean(example, 'val_loss', { ema: 0 }))
  const contenders = await example.contenders('--method snapshot --trial 0 --top 6')
  expect(contenders['snapshot']!.test!.loss).toBeLessThan(0.9 * contenders['mean of members']!.test!.loss)
})

test('average-models: independent networks are better together than the best of them, on test rows', async () => {
  const small = { ...rows(1600, 300), 'data.test': 600, 'training.epochs': 8, replicates: 5 }
  const example = await runExample('average-models', small)
  const { average, ...alone } = await example.contenders('--method average')
  for (const one of ['best single', 'mean of members']) {
    expect(average!.test!.loss).toBeLessThan(0.9 * alone[one]!.test!.loss)
    expect(average!.test!.accuracy).toBeGreaterThan(alone[one]!.test!.accuracy)
  }
})

test('penguins: columns of another size are learnt from when they are standardised, and not as they are', async () => {
  const small = { replicates: 1, 'parameters.hidden': values(32) }
  const scaled = await runExample('penguins', small)
  const raw = await runExample('penguins', { ...small, name: 'raw', 'data.scale': 'none' })
  expect(Math.min(...found(scaled, 'val_accuracy'))).toBeGreaterThan(0.97)
  expect(Math.max(...found(raw, 'val_accuracy'))).toBeLessThan(0.8)
})

test('cnn: convolutions make fewer mistakes than a dense network of five times the size', async () => {
  const small = { ...rows(1600, 600), 'training.epochs': 4 }
  const rate = { learning_rate: values(0.01) }
  const convolutions = await runExample('cnn', { ...small, parameters: { channels: values(8), ...rate } })
  const layers = [{ dense: '$units' }, { dense: 10 }]
  const dense = { name: 'dense', parameters: { units: values(64), ...rate }, 'model.layers': layers }
  const wide = await runExample('cnn', { ...small, ...dense })
  const errors = (example: Example) => 1 - mean(example, 'val_accuracy')
  expect(errors(wide)).toBeGreaterThan(1.5 * errors(convolutions))
})

function rows(all: number, validation: number) {
  return { 'data.rows': all, 'data.validation': validation, 'data.test': 0 }
}

function values(...list: (number | string)[]) {
  return { values: list }
}

/** A metric of the complete trials with these parameters. */
function found({ trials }: Example, metric: string, wanted: Params = {}): number[] {
  const isWanted = ({ params }: TrialSummary) => Object.entries(wanted).every(([name, value]) => params[name] === value)
  return trials
    .filter(isWanted)
    .flatMap(({ state }) => (state.status === 'complete' ? state.best.metrics[metric]! : []))
}

/** NaN where none of them is complete. */
function mean(example: Example, metric: string, wanted: Params = {}): number {
  const list = found(example, metric, wanted)
  return list.reduce((sum, value) => sum + value, 0) / list.length
}

interface Parts {
  train: Evaluation
  validation: Evaluation
}

const gap = ({ train, validation }: Parts) => validation.loss - train.loss

/** What the last weights make of both parts with nothing dropped; the `train_loss` of an epoch is that of its dropouts. */
async function evaluated({ sweep, checkpoints, trials }: Example): Promise<Parts[]> {
  const { dataset } = await prepareData(sweep.spec, { root: '.' })
  const kernels = await mainKernels()
  const parts: Parts[] = []
  for (const { id } of trials) {
    const last = (await checkpoints.list(id)).at(-1)!
    const model = modelFromCheckpoint(decodeCheckpoint((await checkpoints.load(id, last))!), kernels)
    const { train, validation } = dataset
    parts.push({ train: evaluate(model, dataset, train), validation: evaluate(model, dataset, validation) })
    kernels.release()
  }
  return parts
}
