import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testCli } from '../testing/test-context.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-csv-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** As pandas writes what Optuna's `trials_dataframe` makes. */
const OPTUNA = `,number,value,datetime_start,params_lr,params_opt,user_attrs_size,state
0,0,0.5,2024-01-01 10:00:00,0.1,sgd,3,COMPLETE
1,2,0.9,2024-01-01 10:00:01,1e-2,adam,3,COMPLETE
2,1,,2024-01-01 10:00:02,1,adam,,FAIL
3,3,0.2,2024-01-01 10:00:03,1,adam,,PRUNED
4,4,,2024-01-01 10:00:04,1,,,RUNNING
`
/** As W&B's table of runs is downloaded. */
const WANDB = `"Name","State","Runtime","dropout","lr","nesterov","epoch","val_loss"
"calm-sky-1","finished","12","0.5","0.001","true","9","0.25"
"odd, ""sea""-2","crashed","3","0.1","0.01","false","1",""
"wild-bird-3","finished","15","","0.1","true","9","NaN"
"old-tree-4","finished","15","0.2","0.1","true","9","-0.125"
`

async function imported(text: string, flags: string, name = 'table.csv') {
  writeFileSync(join(folder, name), text)
  const store = memorySweepStore()
  const cli = testCli({ store, checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
  const outcome = await cli.run(`import ${name} ${flags}`.trim())
  const rows = async () => JSON.parse((await cli.run('lb table -f json')).out).rows as Record<string, unknown>[]
  return { ...cli, store, outcome, rows }
}

test("Optuna's data frame becomes a sweep: params by their prefix, numbers as they were, pruned and failed ones without rank", async () => {
  const { outcome, rows, run } = await imported(OPTUNA, '--metric value --goal maximize')
  expect(outcome).toMatchObject({ code: 0, err: '1 row left out: their trials have not ended.\n' })
  expect(await rows()).toMatchObject([
    { rank: 1, number: 2, score: 0.9, params: { lr: 0.01, opt: 'adam' }, metrics: { value: 0.9, user_attrs_size: 3 } },
    { rank: 2, number: 0, score: 0.5, params: { lr: 0.1, opt: 'sgd' } },
    { rank: null, number: 1, state: 'failed', reason: 'error' },
    { rank: null, number: 3, state: 'failed', reason: 'error' },
  ])
  expect((await run('trial show table 3')).out).toContain('It was pruned in the program that it comes from.')
})

test("W&B's table becomes a sweep by the columns that are named; what is not finite has failed, what is empty is not there", async () => {
  const { outcome, rows } = await imported(WANDB, '--metric val_loss --goal minimize --params lr,dropout,nesterov')
  expect(outcome.code).toBe(0)
  expect(await rows()).toMatchObject([
    { number: 3, score: -0.125, params: { lr: 0.1, dropout: 0.2, nesterov: true }, metrics: { Runtime: 15, epoch: 9 } },
    { number: 0, score: 0.25, params: { lr: 0.001, dropout: 0.5, nesterov: true } },
    { number: 1, state: 'failed' },
    { number: 2, state: 'failed', params: { lr: 0.1, nesterov: true } },
  ])
  expect((await rows())[3]!['params']).not.toHaveProperty('dropout')
})

test('a sweep file says which metric and which params', async () => {
  writeFileSync(
    join(folder, 'table.yaml'),
    `name: table
method: grid
metric: { name: val_loss, goal: minimize }
parameters: { learning_rate: { values: [0.1, 0.2] } }
data: { source: moons }
model: { layers: [{ dense: 2 }] }
training: { optimizer: sgd, epochs: 1 }
`,
  )
  const { outcome, rows } = await imported('learning_rate,val_loss\n0.1,3\n0.2,2\n', '--sweep table.yaml', 'other.csv')
  expect(outcome.code).toBe(0)
  expect(await rows()).toMatchObject([
    { number: 1, score: 2, params: { learning_rate: 0.2 } },
    { number: 0, score: 3 },
  ])
})

test('what was imported is exported and imported as JSON, and nothing goes on with it', async () => {
  const { run } = await imported(OPTUNA, '--metric value --goal maximize')
  await run('export table -o table.json')
  const digest = (await run('digest table')).out
  const { outcome } = await imported(OPTUNA, '', 'unused.json')
  expect(outcome.code).toBe(2)
  const other = testCli(
    { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue },
    folder,
  )
  expect((await other.run('import table.json')).code).toBe(0)
  expect((await other.run('digest table')).out).toBe(digest)
  for (const line of ['ensemble table', 'best table --test']) {
    expect(await other.run(line)).toMatchObject({
      code: 2,
      err: expect.stringContaining('imported from another program'),
    })
  }
})

describe('a table', () => {
  test.each<[string, string, string, string]>([
    ['without a metric', 'a,b\n1,2\n', '--params a', 'table.csv does not say which column is optimized.'],
    [
      'without a goal',
      'a,b\n1,2\n',
      '--params a --metric b',
      'table.csv does not say whether to minimize or to maximize b.',
    ],
    [
      'without params',
      'a,b\n1,2\n',
      '--metric b --goal minimize',
      'No column of table.csv says that it is a param. Name them: --params a,b',
    ],
    [
      'without the metric that is named',
      'a,loss\n1,2\n',
      '--params a --metric los --goal minimize',
      'There are a, loss. Did you mean "loss"?',
    ],
    [
      'without the param that is named',
      'a,b\n1,2\n',
      '--params x --metric b --goal minimize',
      'table.csv has no column "x", which --params names.',
    ],
    [
      'with a text for a metric',
      'a,b\n1,2\n1,good\n',
      '--params a --metric b --goal minimize',
      'table.csv:3:2: b is "good" here.',
    ],
    [
      'with a state that nobody knows',
      'a,b,state\n1,2,ok\n',
      '--params a --metric b --goal minimize',
      'table.csv:2:3: state is "ok" here.',
    ],
    [
      'with a cell too few',
      'a,b\n1,2\n1\n',
      '--params a --metric b --goal minimize',
      'table.csv:3:1: Here are 1 cells, and the header names 2.',
    ],
    [
      'with a column twice',
      'a,a\n1,2\n',
      '--params a --metric a --goal minimize',
      'table.csv:1:1: Column 2 is named "a" as one before it.',
    ],
    [
      'with a quote that does not end',
      'a,b\n1,2\n"1,2\n',
      '--params a --metric b --goal minimize',
      'table.csv:3:1: Line 3: a quoted cell begins and never ends.',
    ],
    ['without rows', 'a,b\n', '--params a --metric b --goal minimize', 'table.csv: There are no rows in it.'],
  ])('%s is refused, and stores nothing', async (_, text, flags, message) => {
    const { outcome, store } = await imported(text, flags)
    expect([outcome.code, outcome.err]).toEqual([2, expect.stringContaining(message)])
    expect(await store.sweeps()).toEqual([])
  })
})
