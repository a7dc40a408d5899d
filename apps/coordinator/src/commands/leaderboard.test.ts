import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let folder: string
let cli: ReturnType<typeof testCli>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-leaderboard-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  cli = newCli()
  await cli.run('run arms.yaml')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function newCli() {
  return testCli({ store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
}
const json = async (line: string) => JSON.parse((await cli.run(`${line} -f json`)).out)

describe('leaderboard', () => {
  test('has the best first, and JSON keys that are always there', async () => {
    const { rows, trials, metric } = await json('leaderboard arms --top 2')
    expect([trials, metric.name]).toEqual([6, 'val_accuracy'])
    expect(Object.keys(rows[0])).toEqual([
      'rank',
      'number',
      'state',
      'reason',
      'epoch',
      'score',
      'claims',
      'failures',
      'crashes',
      'seed',
      'params',
      'metrics',
    ])
    expect(rows[0].score).toBeGreaterThanOrEqual(rows[1].score)
    expect(rows[0].metrics.val_accuracy).toBe(rows[0].score)
  })

  test('filters, sorts and chooses columns', async () => {
    const { out } = await cli.run(
      'lb arms -f csv --sort learning_rate --desc --columns number,learning_rate,momentum --filter',
      'momentum = 0 and learning_rate < 1',
    )
    expect(out).toBe('number,learning_rate,momentum\r\n2,0.1,0\r\n0,0.01,0\r\n')
  })

  test('sorts by several fields, each in its own direction', async () => {
    const numbers = async (sort: string) =>
      (await cli.run(`lb arms -f csv --columns number --sort ${sort}`)).out.split('\r\n')
    expect((await numbers('momentum:desc,learning_rate')).slice(1, 7)).toEqual(['1', '3', '5', '0', '2', '4'])
    expect((await numbers('momentum,-learning_rate')).slice(1, 7)).toEqual(['4', '2', '0', '5', '3', '1'])
    expect((await numbers('-number')).slice(1, 7)).toEqual(['5', '4', '3', '2', '1', '0'])
  })

  test('groups, and shows mean ± spread of the metric', async () => {
    const { out } = await cli.run('lb arms --group-by momentum --sort momentum')
    expect(out).toMatch(/^momentum {2}count +val_accuracy +min +max +best trial\n/)
    expect(out.match(/^ +(?:0|0\.9) +3 {2}0\.\d{4} ± 0\.\d{4} +0\.\d{4} +0\.\d{4} +\d$/gm)).toHaveLength(2)
    const { groups } = await json('lb arms --group-by momentum')
    const { rows: all } = await json('lb arms')
    const rows = (all as { score: number; number: number; params: { momentum: number } }[]).filter(
      ({ params }) => params.momentum === 0,
    )
    const group = groups.find(({ by }: { by: { momentum: number } }) => by.momentum === 0)
    const mean = (rows[0]!.score + rows[1]!.score + rows[2]!.score) / 3
    expect([group.count, group.best]).toEqual([3, rows[0]!.number])
    expect(group.mean).toBeCloseTo(mean, 15)
    const squares = rows.reduce((sum, { score }) => sum + (score - mean) ** 2, 0)
    expect(group.std).toBeCloseTo(Math.sqrt(squares / 2), 14)
  })

  test('of replicates has a row for each point, with its parameters', async () => {
    const own = newCli()
    await own.run('run arms.yaml --set name=twice --set replicates=2 --set training.epochs=1')
    const { out } = await own.run('lb twice --group-by point')
    expect(out.match(/^ +\d+ +2 .* ± .* [\d.]+ +(0|0\.9)$/gm)).toHaveLength(6)
  })

  test('trials has all of them in number order, whatever their state', async () => {
    const lines = (await cli.run('trials arms')).out.split('\n')
    expect(lines[0]).toMatch(/^trial +state +epoch +val_accuracy +learning_rate +momentum$/)
    expect(lines.slice(1, 7).map((line) => line.trim().split(/ +/)[0])).toEqual(['0', '1', '2', '3', '4', '5'])
  })

  test('points at what is wrong in a filter', async () => {
    const { code, err } = await cli.run('lb arms --filter', 'momentum > > 1')
    expect(code).toBe(2)
    expect(err).toMatch(/column 12/)
  })

  test('names the columns there are', async () => {
    const { code, err } = await cli.run('lb arms --columns nunber')
    expect([code, err]).toEqual([2, expect.stringContaining('Did you mean "number"? There are rank, number, state')])
  })

  test('tells what the column is called that a table heads "trial"', async () => {
    for (const flags of ['--columns trial', '--sort trial']) {
      const { code, err } = await cli.run(`lb arms ${flags}`)
      expect([code, err]).toEqual([2, expect.stringContaining('Did you mean "number"?')])
    }
  })

  test('of a sweep that is not there asks which one was meant', async () => {
    const { code, err } = await cli.run('lb arm')
    expect([code, err]).toEqual([2, expect.stringContaining('There is arms. Did you mean "arms"?')])
  })
})
