import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { DATA_DEFAULTS, loadDataset } from '@hypersweep/datasets'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { testCli } from '../testing/test-context.ts'
import { csv } from '../view/csv.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'hypersweep-odd-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
const cli = testCli(stores, folder)
const run = async (line: string) => {
  const outcome = await cli.run(line)
  if (outcome.code !== 0) throw new Error(outcome.err)
  return outcome
}
const json = async (line: string) => JSON.parse((await run(`${line} -f json`)).out)

/** In the order that classes have: of their UTF-16 code units. */
const CLASSES = [
  '-1',
  '<b>',
  '__proto__',
  'a,b',
  'constructor',
  'line\nbreak',
  'p(x)',
  'say "x"',
  '\u001b[31mred',
  '你',
].sort()
const ROWS = Array.from({ length: 200 }, (_, row) => {
  const angle = (2 * Math.PI * (row % 10)) / 10
  return [Math.cos(angle) + 0.02 * (row % 7), Math.sin(angle) - 0.02 * (row % 3), CLASSES[row % 10]!] as const
})
const sweep = (name: string, axes: string, layer: string, training = '') => `name: ${name}
method: grid
parameters: ${axes}
data: { source: csv, path: odd.csv, label: "the, class" }
model: { layers: [${layer}, { dense: 10 }] }
training: { optimizer: adam, epochs: 4, batch_size: 16${training} }
`

const SWEEPS = {
  wide: sweep('wide', '{ hidden: { values: [4, 16] }, learning_rate: { values: [0.03, 0.1] } }', '{ dense: $hidden }'),
  squared: sweep('squared', '{ learning_rate: { values: [0.03, 0.1] } }', '{ dense: 8 }', ', loss: mse'),
  single: sweep('single', '{ learning_rate: { values: [0.1, 1.0e+30] } }', '{ dense: 8 }', ', optimizer: sgd').replace(
    'optimizer: adam, ',
    '',
  ),
}

beforeAll(async () => {
  writeFileSync(join(folder, 'odd.csv'), csv(['x', 'y', 'the, class'], ROWS))
  for (const [name, text] of Object.entries(SWEEPS)) {
    writeFileSync(join(folder, `${name}.yaml`), text)
    await run(`run ${name}.yaml`)
    await run(`ensemble ${name} -o ${name}-saved`)
  }
})

describe('trials of several architectures', () => {
  test('vote together, and each counts the parameters of its own', async () => {
    const { contenders } = await json('ensemble wide --method average --top 4')
    const both = contenders.find(({ who }: { who: string }) => who === 'average')
    const count = (hidden: number) => 2 * hidden + hidden + hidden * 10 + 10
    expect(both.parameters).toBe(2 * count(4) + 2 * count(16))
  })

  test('predict from a saved ensemble what the table says of the validation and test rows', async () => {
    await run('ensemble wide --method average --top 4 -o four')
    const manifest = JSON.parse(readFileSync(join(folder, 'four/manifest.json'), 'utf8'))
    const source = { source: 'csv', path: 'odd.csv', label: 'the, class', scale: 'standardize' } as const
    const data = await loadDataset({ ...source, ...DATA_DEFAULTS.csv }, { root: folder })
    const predicted = await json('predict four odd.csv --label -1')
    for (const part of ['validation', 'test'] as const) {
      const right = [...data[part]].filter((row) => predicted[row].class === ROWS[row]![2]).length
      expect([part, right / 40]).toEqual([part, manifest[part].accuracy])
    }
  })
})

describe('class names that are odd', () => {
  test('come back as they were, in the manifest and in predictions, in whatever form', async () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'wide-saved/manifest.json'), 'utf8'))
    expect(manifest.classNames).toEqual(CLASSES)
    const predicted = await json('predict wide-saved odd.csv --label 2')
    for (const { probabilities } of predicted) expect(Object.keys(probabilities).toSorted()).toEqual(CLASSES)
    const named = predicted.map((row: { class: string }) => row.class)
    expect(named.filter((name: string, row: number) => name === ROWS[row]![2]).length).toBeGreaterThan(150)
    const { out } = await run('predict wide-saved odd.csv --label 2 -f csv')
    expect(out.startsWith(csv(['row', 'class', 'probability', ...CLASSES.map((name) => `p(${name})`)], []))).toBe(true)
  })

  test('for which a terminal has no room are told, with what has all of them', async () => {
    const narrow = testCli({ ...stores, columns: 60 }, folder)
    const { err } = await narrow.run('predict wide-saved odd.csv --label 2')
    expect(err).toMatch(/\nNo room for .*, p\(say "x"\), p\(你\); -f csv has all\.\n$/)
  })

  test('do not steer the terminal', async () => {
    const { out } = await run('predict wide-saved odd.csv --label 2')
    expect(out).toContain('p(\ufffd[31mred)')
    expect(out).not.toContain('\u001b')
  })
})

describe('networks trained on squared errors', () => {
  test('are scored by cross-entropy beside their own accuracy, which is said', async () => {
    const { metrics } = await json('best squared')
    const { contenders } = await json('ensemble squared')
    expect(contenders[0].validation.accuracy).toBe(metrics.val_accuracy)
    expect(contenders[0].validation.loss).not.toBe(metrics.val_loss)
    expect((await run('ensemble squared')).out).toContain('\nlosses are cross-entropy; trained on mse\n')
    expect((await run('ensemble wide')).out).not.toContain('losses are')
  })
})

describe('a sweep of which one trial is complete', () => {
  test('has an ensemble of that one, which predicts as it does alone', async () => {
    const { out } = await run('ensemble single')
    expect(out).toMatch(/^ensemble \(greedy\) of trial 0(?: \(\d+ votes\))?; chosen on validation rows\n/)
    const { contenders, members } = await json('ensemble single')
    for (const one of contenders) expect(one.test).toEqual(contenders[0].test)
    const file = `trial-0-epoch-${members[0].epoch}.safetensors`
    expect(await json('predict single-saved odd.csv --label -1')).toEqual(
      await json(`predict single-saved/${file} odd.csv --label -1`),
    )
  })
})
