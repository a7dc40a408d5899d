import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { SweepEvent } from '../schemas/events.ts'
import { eventSchema } from '../schemas/index.ts'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-events-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function newCli() {
  const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
  return testCli(stores, folder)
}

/** The events of an output in which there is nothing else, each as the schema says. */
function events(out: string): SweepEvent[] {
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(eventSchema())
  const all = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(all.flatMap((event) => (validate(event) ? [] : [{ event, errors: validate.errors }]))).toEqual([])
  return all
}

const counted = (all: readonly SweepEvent[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(all, ({ event }) => event)).map(([name, some]) => [name, some.length]),
  )

test('run --json tells programs all that happens, one object a line, alone on stdout and as its schema says', async () => {
  const { code, out, err } = await newCli().run('run arms.yaml --json')
  const all = events(out)
  expect(code).toBe(0)
  expect(counted(all)).toEqual({
    'sweep-started': 1,
    'trial-started': 6,
    epoch: 18,
    'trial-ended': 6,
    'sweep-ended': 1,
  })
  expect([all[0]?.event, all.at(-1)?.event]).toEqual(['sweep-started', 'sweep-ended'])
  expect(all.at(-1)).toMatchObject({ outcome: 'ended', exitCode: 0, counts: { total: 6, complete: 6, waiting: 0 } })
  expect(err).toMatch(/^sweep +arms: 6 trials/)
  expect(err).not.toContain('complete: val')
})

test('what is told is what the store says', async () => {
  const cli = newCli()
  const all = events((await cli.run('run arms.yaml --json')).out)
  const shown = JSON.parse((await cli.run('trial show arms 3 -f json')).out)
  const epochs = all.filter((event) => event.event === 'epoch' && event.trial === 3)
  expect(epochs).toMatchObject(
    shown.reports.map(({ epoch, metrics }: { epoch: number; metrics: object }) => ({ epoch, metrics })),
  )
  const end = all.find((event) => event.event === 'trial-ended' && event.trial === 3)
  expect(end).toMatchObject({ score: shown.score, epoch: shown.bestEpoch, weightsSha256: shown.weightsSha256 })
})

test('a sweep of which no trial is complete ends with what failed, and exit code 1 as it says', async () => {
  const cli = newCli()
  const line = 'run arms.yaml --json --set parameters.learning_rate={values:[1e38]}'
  const { code, out, err } = await cli.run(line)
  const all = events(out)
  expect(code).toBe(1)
  expect(err).toContain('None of 2 trials of arms is complete.')
  expect(all.at(-1)).toMatchObject({ outcome: 'ended', exitCode: 1, counts: { failed: 2 }, best: null })
  expect(all.filter(({ event }) => event === 'trial-ended')).toMatchObject([
    { reason: 'diverged' },
    { reason: 'diverged' },
  ])
})

test('a run that is stopped says so, and the next one tells only what is new', async () => {
  const cli = newCli()
  const running = cli.run('run arms.yaml --json --threads 1')
  while (cli.interrupts.size === 0) await new Promise((resolve) => setImmediate(resolve))
  for (const interrupt of cli.interrupts) interrupt()
  const { code, out } = await running
  const first = events(out)
  expect(code).toBe(130)
  expect(first.at(-1)).toMatchObject({ outcome: 'stopped', exitCode: 130 })
  expect(counted(first)).toMatchObject({ warning: 1 })
  const second = events((await cli.run('run arms.yaml --json')).out)
  const told = [...first, ...second].flatMap((event) =>
    event.event === 'epoch' ? [`${event.trial}.${event.epoch}`] : [],
  )
  expect(told.toSorted()).toEqual([...new Set(told)].toSorted())
  expect(told).toHaveLength(18)
})

test('status --watch --json tells an ended sweep in two lines and ends as its run did', async () => {
  const cli = newCli()
  await cli.run('run arms.yaml')
  const { code, out } = await cli.run('status arms --watch --json')
  expect(code).toBe(0)
  expect(events(out)).toMatchObject([
    { event: 'sweep-started', counts: { complete: 6 } },
    { event: 'sweep-ended', outcome: 'ended', exitCode: 0 },
  ])
})
