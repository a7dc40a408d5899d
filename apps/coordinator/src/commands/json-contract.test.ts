import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { jsonSchema, SCHEMAS } from '../schemas/index.ts'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: string
let cli: ReturnType<typeof testCli>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-json-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  writeFileSync(join(folder, 'new.csv'), 'x,y\n0.1,0.2\n-0.5,0.3\n')
  const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
  cli = testCli(stores, folder)
  await cli.run('run arms.yaml')
  await cli.run('run arms.yaml --set name=hot --set parameters.learning_rate={values:[0.1,1e38]}')
  await cli.run(`ensemble arms -o ${join(folder, 'arms-ensemble')}`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** By command, as a person would type them. */
const LINES: readonly (readonly [command: string, line: string])[] = [
  ['best', 'best arms'],
  ['best', 'best arms --test'],
  ['check', 'check arms.yaml'],
  ['data ls', 'data ls .'],
  ['digest', 'digest arms'],
  ['doctor', 'doctor'],
  ['ensemble', 'ensemble arms'],
  ['export', 'export arms'],
  ['export', 'export hot'],
  ['gc', 'gc --dry-run'],
  ['leaderboard', 'leaderboard arms'],
  ['leaderboard', 'leaderboard hot --columns rank,number,learning_rate,reason'],
  ['leaderboard', 'leaderboard hot'],
  ['leaderboard', 'leaderboard arms --group-by momentum'],
  ['leaderboard', 'leaderboard hot --group-by point --columns point,mean,best'],
  ['ls', 'ls'],
  ['predict', 'predict arms-ensemble new.csv'],
  ['status', 'status arms'],
  ['trial show', 'trial show arms 2'],
  ['trial show', 'trial show hot 3'],
  ['trial verify', 'trial verify arms 1'],
  ['trial logs', 'trial logs hot 3'],
  ['trial why', 'trial why arms 1'],
  ['trial why', 'trial why hot 3'],
  ['trials', 'trials hot'],
  ['trials', 'trials arms --group-by learning_rate --state failed'],
]

function complaints(command: string, printed: unknown): unknown {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
  const validate = ajv.compile(jsonSchema(command))
  return validate(printed) ? [] : validate.errors
}

test.each(LINES)('%s: what "%s -f json" prints is as its schema says, alone on stdout', async (command, line) => {
  const { out } = await cli.run(`${line} -f json`)
  expect(complaints(command, JSON.parse(out))).toEqual([])
})

test.each(LINES.filter(([command]) => command !== 'check' && command !== 'export'))(
  '%s: "%s -f yaml" says the same',
  async (command, line) => {
    const { out } = await cli.run(`${line} -f yaml`)
    expect(complaints(command, parse(out))).toEqual([])
  },
)

test('each schema has a line here', () => {
  expect([...new Set(LINES.map(([command]) => command))].toSorted()).toEqual(Object.keys(SCHEMAS).toSorted())
})

test('a key too few, one too many and a number as a text are each noticed', async () => {
  const { out } = await cli.run('trial show arms 2 -f json')
  const { crashes, ...rest } = JSON.parse(out)
  expect(crashes).toBe(0)
  expect(complaints('trial show', rest)).toMatchObject([{ keyword: 'required' }])
  expect(complaints('trial show', { ...rest, crashes, extra: 1 })).toMatchObject([{ keyword: 'additionalProperties' }])
  expect(complaints('trial show', { ...rest, crashes: '0' })).toMatchObject([{ keyword: 'type' }])
})

test('no number is rounded, in JSON, YAML and CSV', async () => {
  const json = JSON.parse((await cli.run('lb arms -f json')).out)
  const { score } = json.rows[0]
  expect(String(score).length).toBeGreaterThan(10)
  expect(parse((await cli.run('lb arms -f yaml')).out)).toEqual(json)
  const [, first] = (await cli.run('lb arms -f csv --columns score')).out.split('\r\n')
  expect(Number(first)).toBe(score)
})
