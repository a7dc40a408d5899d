import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testCli } from './testing/test-context.ts'

const SWEEP = `name: arms
method: grid
parameters:
  learning_rate: { values: [0.1, 1] }
data: { source: spirals, rows: 300, classes: 3, noise: 0.05, validation: 60, test: 60 }
model: { layers: [{ dense: 8, activation: tanh }, { dense: 3 }] }
training: { optimizer: nesterov, epochs: 3, batch_size: 32 }
seed: 1
ensemble: { top: 3 }
`

let folder: string
let cli: ReturnType<typeof testCli>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-networks-'))
  const engine = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
  cli = testCli(engine, folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const json = async (line: string) => JSON.parse((await cli.run(`${line} -f json`)).out)

test('networks trained on another loss are compared with their average on the same one', async () => {
  const hinged = SWEEP.replace('name: arms', 'name: hinged').replace('epochs: 3', 'epochs: 3, loss: hinge')
  writeFileSync(join(folder, 'hinged.yaml'), hinged)
  expect((await cli.run('run hinged.yaml')).code).toBe(0)
  const { metrics } = await json('best hinged')
  const { contenders } = await json('ensemble hinged --method average --top 1')
  const [single, , , average] = contenders
  expect([single.who, average.who]).toEqual(['best single', 'average'])
  expect(average.validation).toEqual(single.validation)
  expect(single.validation.accuracy).toBe(metrics.val_accuracy)
  expect(single.validation.loss).not.toBe(metrics.val_loss)
})

describe('predict --mc-samples', () => {
  const dropping = SWEEP.replace('name: arms', 'name: dropping').replace('tanh }', 'relu, dropout: 0.5 }')
  const predicted = async (flags: string) => json(`predict dropped points.csv${flags}`)

  test('averages passes with dropout, the same ones each time', async () => {
    writeFileSync(join(folder, 'dropping.yaml'), dropping)
    writeFileSync(join(folder, 'points.csv'), 'x,y\n0.1,0.2\n-0.5,0.3\n')
    expect((await cli.run('run dropping.yaml')).code).toBe(0)
    expect((await cli.run('ensemble dropping --top 2 -o dropped')).code).toBe(0)
    const [plain, one, many] = [
      await predicted(''),
      await predicted(' --mc-samples 1'),
      await predicted(' --mc-samples 50'),
    ]
    expect(one).not.toEqual(plain)
    expect(many).not.toEqual(one)
    expect(await predicted(' --mc-samples 50')).toEqual(many)
    const total = (row: { probabilities: Record<string, number> }) =>
      Object.values(row.probabilities).reduce((sum, probability) => sum + probability, 0)
    for (const row of many) expect(total(row)).toBeCloseTo(1, 6)
  })

  test('is refused where no network has dropout', async () => {
    writeFileSync(join(folder, 'arms.yaml'), SWEEP)
    expect((await cli.run('run arms.yaml')).code).toBe(0)
    expect((await cli.run('ensemble arms --top 1 -o pair')).code).toBe(0)
    const { code, err } = await cli.run('predict pair points.csv --mc-samples 5')
    expect([code, err]).toEqual([2, expect.stringContaining('No network of pair has dropout')])
  })
})

test('a network of images trains, and its ensemble predicts from a file of its pixels', async () => {
  const images = SWEEP.replace('name: arms', 'name: images')
    .replace(/^data:.*$/m, 'data: { source: digits, rows: 200, validation: 40, test: 40 }')
    .replace(/^model:.*$/m, 'model: { layers: [{ conv: 4, pool: 2, batch_norm: true }, { maxout: 8 }, { dense: 10 }] }')
  writeFileSync(join(folder, 'images.yaml'), images)
  const { code, err } = await cli.run('run images.yaml')
  expect([code, err]).toEqual([0, expect.stringMatching(/28×28(×1)?-conv4-maxout8-10, nesterov/)])
  expect((await cli.run('ensemble images --top 2 -o seen')).code).toBe(0)
  const header = Array.from({ length: 784 }, (_, pixel) => `p${pixel}`).join(',')
  writeFileSync(join(folder, 'pixels.csv'), `${header}\n${Array.from({ length: 784 }, () => 0.5).join(',')}\n`)
  expect(await json('predict seen pixels.csv')).toHaveLength(1)
})

test('trial show has what every network reports before what is measured besides, and as CSV all of it', async () => {
  expect((await cli.run('trial show arms 1')).out).toMatch(/epoch +train_loss.* learning_rate +seconds +worker/)
  const { out: header } = await cli.run('trial show arms 1 -f csv')
  expect(header).toMatch(/learning_rate,grad_norm,update_ratio_0,update_ratio_1,seconds,worker\r?\n/)
})
