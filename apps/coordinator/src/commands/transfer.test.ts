import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue, sqliteSweepStore } from '@hypersweep/adapters'
import type { SweepStore, TrialId } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'
import { sweepText } from '../transfer/sweep-text.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: string
/** Of a sweep that has ended. */
let exported: string
let digest: string
const checkpoints = memoryCheckpointStore()
const over = (store: SweepStore) => testCli({ store, checkpoints, queue: memoryTrialQueue }, folder)
const file = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-transfer-'))
  writeFileSync(file('arms.yaml'), ARMS)
  const { run } = over(memorySweepStore())
  await run('run arms.yaml --set parameters.learning_rate={values:[0.1,1e38]}')
  await run('export arms -o arms.json')
  exported = readFileSync(file('arms.json'), 'utf8')
  digest = (await run('digest arms')).out
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a sweep that is exported and imported is the same, to the last bit of every curve', async () => {
  await using sqlite = sqliteSweepStore({ path: file('sweeps.sqlite') })
  const [first, second] = [over(sqlite), over(memorySweepStore())]
  expect((await first.run('import arms.json')).out).toBe(`arms is in .hypersweep: 4 trials\ndigest ${digest}`)
  await first.run('export arms -o again.json')
  expect(JSON.parse(readFileSync(file('again.json'), 'utf8'))).toEqual(JSON.parse(exported))
  expect((await second.run('import again.json')).code).toBe(0)
  expect((await second.run('digest arms')).out).toBe(digest)
  expect((await second.run('lb arms')).out).toBe((await first.run('lb arms')).out)
  expect((await second.run('run arms.yaml --set parameters.learning_rate={values:[0.1,1e38]}')).code).toBe(0)
})

test('a sweep that was stopped goes on where it is imported, and comes to the same bits', async () => {
  const calm = over(memorySweepStore())
  await calm.run('run arms.yaml')
  const stored = memorySweepStore()
  const hooks = { left: 5 }
  const here = over({
    ...stored,
    async report(...args) {
      hooks.left -= 1
      if (hooks.left === 0) for (const interrupt of here.interrupts) interrupt()
      return stored.report(...args)
    },
  })
  expect((await here.run('run arms.yaml --threads 1')).code).toBe(130)
  await here.run('export arms -o half.json')
  const there = over(memorySweepStore())
  expect((await there.run('import half.json')).code).toBe(0)
  expect((await there.run('digest arms')).err).toContain('have not ended')
  expect((await there.run('run arms.yaml')).code).toBe(0)
  expect((await there.run('digest arms')).out).toBe((await calm.run('digest arms')).out)
})

describe('an import', () => {
  const changed = (text: string, replacement: string) => {
    if (!exported.includes(text)) throw new Error(`the export has no ${text}`)
    return exported.replace(text, () => replacement)
  }
  test.each<[string, () => string, RegExp]>([
    ['that is cut off', () => exported.slice(0, 2000), /bad\.json:\d+:\d+: This is not JSON: /],
    ['of another version', () => changed('sweep-1', 'sweep-9'), /bad\.json:2:11: The format is "hypersweep-sweep-9"/],
    ['of another kind', () => '{"a": 1}', /bad\.json:1:1: This is no sweep that was exported\./],
    ['with a text for a number', () => changed('"seed":1,', '"seed":"1",'), /bad\.json:3:\d+: sweep\.spec\.seed: /],
    ['with a key too many', () => changed('"number":0', '"extra":1,"number":0'), /bad\.json:6:1: trials\.0: .*extra/],
    [
      'with a name that leads elsewhere',
      () => changed('"name":"arms","numerics"', '"name":"../arms","numerics"'),
      /bad\.json:3:\d+: sweep\.name: /,
    ],
    [
      'with a trial twice',
      () => changed('"number":1,', '"number":0,'),
      /bad\.json:7:11: There is a trial 0 before this one/,
    ],
    [
      'with another param',
      () => changed('"momentum":0}', '"momentum":0.5}'),
      /bad\.json:6:1: The sweep has no trial 0 with these params/,
    ],
    [
      'without an epoch',
      () => changed('"epoch":2,"metrics"', '"epoch":3,"metrics"'),
      /bad\.json:\d+:\d+: Epoch 2 is missing here/,
    ],
    [
      'whose best epoch is not the best',
      () => exported.replace(/"best":\{"epoch":(\d)/, '"best":{"epoch":9'),
      /bad\.json:\d+:\d+: The best epoch of the curve is epoch \d/,
    ],
    [
      'with another metric',
      () => exported.replace(/"train_loss":/, '"train_loss":1'),
      /bad\.json:\d+:\d+: (The trials give the digest|The best epoch)/,
    ],
    [
      'with a spec that is none',
      () => changed('"optimizer":"nesterov"', '"optimizer":"newton"'),
      /bad\.json:3:\d+: This version cannot read the spec: .*newton/,
    ],
  ])('%s is refused with line and column, and stores nothing', async (_, text, message) => {
    writeFileSync(file('bad.json'), text())
    const store = memorySweepStore()
    const { code, err } = await over(store).run('import bad.json')
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
    expect(await store.sweeps()).toEqual([])
  })

  test('of a sweep that is here, or has the name of one, is refused; under another name it is a copy', async () => {
    const { run } = over(memorySweepStore())
    await run('import arms.json')
    expect(await run('import arms.json')).toMatchObject({
      code: 2,
      err: expect.stringContaining('here already, as "arms"'),
    })
    expect((await run('import arms.json --name copy')).code).toBe(0)
    expect((await run('digest copy')).out).toBe(digest)
    expect(await run('import arms.json --name copy')).toMatchObject({
      code: 2,
      err: expect.stringContaining('named "copy" already'),
    })
    expect(await run('import arms.json --name A/B')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--name is "A/B"'),
    })
  })

  test('that fails half-way leaves nothing', async () => {
    const store = memorySweepStore()
    const failing = { ...store, importTrials: async () => Promise.reject(new Error('the disk is full')) }
    expect((await over(failing).run('import arms.json')).err).toContain('the disk is full')
    expect(await store.sweeps()).toEqual([])
  })

  test('that was killed half-way is taken away by the next, which waits for no claim and hands nothing out', async () => {
    const store = memorySweepStore()
    const dead = {
      ...store,
      rename: async () => Promise.reject(new Error('killed')),
      removeSweep: async () => undefined,
    }
    await over(dead).run('import arms.json')
    const [left] = await store.sweeps()
    expect(left).toMatchObject({ name: 'arms~import' })
    expect(await store.control(left!.id)).toBe('pause')
    expect((await over(store).run('import arms.json')).code).toBe(0)
    expect((await store.sweeps()).map(({ name }) => name)).toEqual(['arms'])
    expect((await over(store).run('digest arms')).out).toBe(digest)
  })
})

test('negative zeros, and words in any language, come through', async () => {
  const store = memorySweepStore()
  await over(store).run('import arms.json')
  const [sweep] = await store.sweeps()
  const trial = (await store.trial(`${sweep!.id}-0` as TrialId))!
  const reports = trial.reports.map((report) => ({ ...report, metrics: { ...report.metrics, nil: -0 } }))
  const odd = [
    { ...trial, reports },
    { ...trial, number: 1, setback: 'Größe "\\u2028" 😀' },
  ]
  const text = sweepText(sweep!, 'stop', odd)
  expect(JSON.parse(text).trials[0].reports[0].metrics.nil).toBe(-0)
  expect(JSON.parse(text).trials[1].setback).toBe(odd[1]!.setback)
})

test('export says of a format that there is none, in one line', async () => {
  const { run } = over(memorySweepStore())
  expect(await run('export arms -f parquet')).toMatchObject({
    code: 2,
    err: expect.stringContaining('This version has no parquet; it writes json and csv.'),
  })
})

test('export -f csv has a row a trial, or one an epoch, with every digit', async () => {
  const { run } = over(memorySweepStore())
  await run('import arms.json')
  const rows = (text: string) =>
    text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
  const trials = rows((await run('export arms -f csv')).out)
  const epochs = rows((await run('export arms -f csv --epochs')).out)
  const told = JSON.parse(exported) as { trials: { epoch: number; best?: { score: number } }[] }
  expect(trials.slice(1).map((row) => row[trials[0]!.indexOf('score')])).toEqual(
    told.trials.map(({ best }) => String(best?.score ?? '')),
  )
  expect(epochs).toHaveLength(1 + told.trials.reduce((sum, { epoch }) => sum + epoch, 0))
  expect(epochs[0]).toContain('metrics.learning_rate')
})
