import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { type ClaimId, type SweepStore, type TrialId, type TrialRecord, trialId } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let folder: string
let cli: ReturnType<typeof testCli>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-trial-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  cli = newCli()
  await cli.run('run arms.yaml')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function newCli() {
  return testCli({ store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
}
const json = async (line: string) => JSON.parse((await cli.run(`${line} -f json`)).out)

describe('trial verify', () => {
  test('trains a trial again and finds every bit the same', async () => {
    const before = await json('lb arms')
    const { code, out } = await cli.run('trial verify arms 3')
    const { weightsSha256 } = await json('trial show arms 3')
    expect(code).toBe(0)
    expect(out).toBe(
      `arms, trial 3: 3 epochs trained again; every metric and all weights are the same to the last bit\nweights ${weightsSha256}\n`,
    )
    expect(await json('lb arms')).toEqual(before)
  })

  test('one that has diverged diverges again', async () => {
    const own = newCli()
    await own.run('run arms.yaml --set name=hot --set parameters.learning_rate={values:[1e38]}')
    expect(await own.run('trial verify hot 0')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^hot, trial 0: diverged again after \d epochs?, with the same metrics/),
    })
  })

  test('without the data that the sweep was run on, says so and does not wait for it', async () => {
    const own = newCli()
    const rows = Array.from({ length: 60 }, (_, row) => `${row},${row % 2}`)
    const file = join(folder, 'rows.csv')
    writeFileSync(file, ['x,y', ...rows].join('\n'))
    const csv = 'data: { source: csv, path: rows.csv, label: y, validation: 10 }'
    const text = ARMS.replace('name: arms', 'name: rows')
      .replace(/data: .*/, csv)
      .replace('{ dense: 3 }', '{ dense: 2 }')
    writeFileSync(join(folder, 'rows.yaml'), text)
    const ran = await own.run('run rows.yaml')
    expect(ran).toMatchObject({ code: 0 })
    rmSync(file)
    expect(await own.run('trial verify rows 0')).toMatchObject({
      code: 2,
      err: expect.stringContaining('rows.csv'),
    })
  })

  test('of a store that holds other values, names what differs and exits with 1', async () => {
    const store = memorySweepStore()
    const other = { store, checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
    const own = testCli(other, folder)
    await own.run('run arms.yaml')
    const forged = { ...store, trial: async (id: TrialId) => withLoss(await store.trial(id), 0.125) }
    expect(await testCli({ ...other, store: forged }, folder).run('trial verify arms 3')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/arms, trial 3 is not the same again: epoch 2: val_loss was 0\.125 and is 0\.\d+\./),
    })
  })
})

function withLoss(record: TrialRecord | undefined, val_loss: number): TrialRecord | undefined {
  if (record === undefined) return undefined
  const reports = record.reports.map((report) =>
    report.epoch === 2 ? { ...report, metrics: { ...report.metrics, val_loss } } : report,
  )
  return { ...record, reports }
}

test('trial show tells how often a trial died with its process, and why the last time', async () => {
  const store = memorySweepStore()
  const own = testCli({ store, checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
  await store.addSweep({ id: 'abcdefghij', name: 'dying', spec: {} as never, numerics: '', createdAt: 0 })
  await store.addTrials('abcdefghij', [{ number: 0, params: {}, seed: 1 }])
  for (const words of ['first words', 'last words']) {
    await store.claim(trialId('abcdefghij', 0), { token: words, worker: 'ada' })
    await store.takeOver('abcdefghij', { text: words, crashes: 1 })
  }
  const { out } = await own.run('trial show dying 0')
  expect(out).toMatch(/^ {2}claims +2, 2 crashes in a row$/m)
  expect(out).toMatch(/^ {2}last setback +last words$/m)
})

describe('trial retry', () => {
  test('opens what has failed again, and the same run trains it', async () => {
    const own = newCli()
    const hot = 'run arms.yaml --set name=hot --set parameters.learning_rate={values:[0.1,1e38]}'
    await own.run(hot)
    const states = async () => {
      const { rows } = JSON.parse((await own.run('lb hot -f json --sort number')).out)
      return rows.map(({ state, claims }: { state: string; claims: number }) => [state, claims])
    }
    const before = await states()
    expect(before.filter(([state]: [string]) => state === 'failed')).toHaveLength(2)
    expect(await own.run('trial retry hot --failed')).toMatchObject({
      code: 0,
      err: '2 trials of hot will be tried again. To go on: hypersweep run with its file.\n',
    })
    expect((await states()).filter(([state]: [string]) => state === 'waiting')).toHaveLength(2)
    await own.run(hot)
    expect((await states()).filter(([state]: [string]) => state === 'failed')).toEqual([
      ['failed', 2],
      ['failed', 2],
    ])
  })

  test.each([
    ['arms 3', 'Trial 3 of arms has not failed; it is complete. Those that have: hypersweep leaderboard arms'],
    ['arms 3 77', 'arms has no trial 77. It has trials 0 to 5.'],
    ['arms', 'No trial is named. Name their numbers, or say --failed'],
    ['arms --failed', 'No trial of arms has failed. There is nothing to try again.'],
    ['arms 3 --failed', 'Trials are named beside --failed. Leave the one or the other out.'],
  ])('%s: %s', async (words, message) => {
    expect(await cli.run(`trial retry ${words}`)).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })
})

describe('trial why', () => {
  test('says what ended a trial, and what helps', async () => {
    const own = newCli()
    await own.run('run arms.yaml --set name=hot --set parameters.learning_rate={values:[0.1,1e38]}')
    expect((await own.run('trial why hot 0')).out).toMatch(
      /^hot, trial 0: complete\nIt came to its end after 3 epochs; what scores it is val_\w+ [\d.]+ at epoch \d\.\n$/,
    )
    expect((await own.run('trial why hot 2')).out).toMatch(
      /^hot, trial 2: failed \(diverged\)\nIts loss was no longer finite: .*\nAnother try has the same bits\./,
    )
  })

  test('says what a trial waits for', async () => {
    const own = testCli(
      { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue },
      folder,
    )
    const running = own.run('run arms.yaml --threads 1')
    while (own.interrupts.size === 0) await new Promise((resolve) => setImmediate(resolve))
    for (const interrupt of own.interrupts) interrupt()
    expect((await running).code).toBe(130)
    const why = async () => (await own.run('trial why arms 5')).out
    expect(await why()).toBe(
      'arms, trial 5: waiting\nNobody has taken it yet. No run works on its sweep.\nTo go on: hypersweep run with its file.\n',
    )
    await own.run('pause arms')
    expect(await why()).toContain('Its sweep is paused.\nTo go on: hypersweep resume arms\n')
    await own.run('stop arms')
    expect(await why()).toBe(
      'arms, trial 5: cancelled\nIts sweep was held before its first epoch.\nTo let it go on: hypersweep resume arms\n',
    )
  })
})

test('trial logs tells who took a trial, what it reported, why it was given back, and how it ended', async () => {
  const store = memorySweepStore()
  const own = testCli({ store, checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
  const running = own.run('run arms.yaml --threads 1')
  while (own.interrupts.size === 0) await new Promise((resolve) => setImmediate(resolve))
  for (const interrupt of own.interrupts) interrupt()
  await running
  expect(await own.run('trial logs arms 5')).toMatchObject({
    out: '',
    err: 'Nobody has taken trial 5 of arms yet.\n',
  })
  const id = trialId((await store.sweepNamed('arms'))!.id, 5)
  expect(await store.claim(id, { token: 'dead', worker: 'dead' })).toMatchObject({ status: 'claimed' })
  await own.run('run arms.yaml --threads 1')
  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`
  const lines = [
    `${time}  attempt 1 on dead`,
    `${time}  given back: the run that trained it was killed`,
    `${time}  attempt 2 on .*`,
    String.raw` {21}epochs 1 to 3: val_\w+ [\d.]+ → [\d.]+, \d\.\d\d s each`,
    `${time}  complete after epoch 3`,
  ]
  expect((await own.run('trial logs arms 5')).out).toMatch(new RegExp(`^${lines.join('\n')}\n$`))
  const reply = await store.claim(await reopened(store, id), { token: 'mad', worker: 'mad' })
  const message = 'The loss is NaN: at batch 3.'
  await store.finish((reply as { claim: ClaimId }).claim, { status: 'failed', reason: 'diverged', message })
  expect((await own.run('trial logs arms 5')).out).toContain(`  failed after epoch 3 (diverged): ${message}\n`)
})

async function reopened(store: SweepStore, id: TrialId): Promise<TrialId> {
  await store.reopen(id)
  return id
}
