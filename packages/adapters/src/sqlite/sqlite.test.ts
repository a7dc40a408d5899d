import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Trial, TrialId } from '@hypersweep/sweep'
import { type SweepStoreHarness, sweepStoreConformance } from '@hypersweep/sweep/conformance'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runApart } from '../files/run-apart.ts'
import { processLock } from './process-lock.ts'
import { sqliteSweepStore } from './sqlite-sweep-store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-sqlite-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function harness(): Promise<SweepStoreHarness> {
  let now = 1_000_000
  const leaseMs = 1000
  const opened = new AsyncDisposableStack()
  return {
    open: async () => opened.use(sqliteSweepStore({ path: join(folder, 'store.sqlite'), leaseMs, now: () => now })),
    leaseMs,
    elapse: async (ms) => {
      now += ms
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

sweepStoreConformance('sqliteSweepStore', harness)

const child = (code: string) => runApart(code, { cwd: import.meta.dirname })

const sweep = {
  id: 'a1b2c3d4e5',
  name: 'killed',
  spec: {} as never,
  numerics: '',
  createdAt: 0,
}
const trial: Trial = { number: 0, params: {}, seed: 1 }

/** A module that reports epoch after epoch of a trial, and writes each that was accepted. */
const reporting = (path: string) => `
  import { sqliteSweepStore } from './sqlite-sweep-store.ts'
  const store = sqliteSweepStore({ path: ${JSON.stringify(path)} })
  await store.addSweep(${JSON.stringify(sweep)})
  await store.addTrials('${sweep.id}', [${JSON.stringify(trial)}])
  const { claim } = await store.claim('${sweep.id}-0', { token: 't', worker: 'w' })
  for (let epoch = 1; ; epoch++) {
    const metrics = { loss: 1 / epoch }
    const extra = { timing: { seconds: 1, samplesPerSecond: 1 }, best: { epoch, score: 1, metrics } }
    await store.report(claim, { epoch, metrics }, extra)
    write(epoch)
  }`

describe('a store in a file', () => {
  test('keeps every write that was acknowledged to a process killed with SIGKILL in the middle of writing', async () => {
    const path = join(folder, 'killed.sqlite')
    await using writer = child(reporting(path))
    await writer.until(50)
    await writer.kill()
    const acknowledged = Number(writer.lines().at(-1))
    await using store = sqliteSweepStore({ path })
    const record = await store.trial(`${sweep.id}-0` as TrialId)
    expect(record?.reports.length).toBeGreaterThanOrEqual(acknowledged)
    expect(record?.reports[acknowledged - 1]).toMatchObject({
      epoch: acknowledged,
      metrics: { loss: 1 / acknowledged },
    })
  })

  test('gives a trial as it was at one moment, while another process reports epochs of it', async () => {
    const path = join(folder, 'torn.sqlite')
    await using store = sqliteSweepStore({ path })
    await using writer = child(reporting(path))
    await writer.until(1)
    for (let epoch = 0; epoch < 3000; ) {
      const record = (await store.trial(`${sweep.id}-0` as TrialId))!
      expect(record.reports.length).toBe(record.epoch)
      epoch = record.epoch
    }
  }, 30_000)

  test('takes the writes of two processes at once', async () => {
    const path = join(folder, 'two.sqlite')
    await using store = sqliteSweepStore({ path })
    await store.addSweep(sweep)
    const numbers = (from: number) => Array.from({ length: 100 }, (_, i) => from + i)
    const writers = [0, 100].map((from) =>
      child(`
        import { sqliteSweepStore } from './sqlite-sweep-store.ts'
        const store = sqliteSweepStore({ path: ${JSON.stringify(path)} })
        for (const number of ${JSON.stringify(numbers(from))}) {
          await store.addTrials('${sweep.id}', [{ number, params: {}, seed: 1 }])
        }`),
    )
    for (const { ended } of writers) expect((await ended)[0]).toBe(0)
    expect((await store.summaries(sweep.id)).map(({ number }) => number)).toEqual([...numbers(0), ...numbers(100)])
  })

  test('lists ten thousand trials in their order', async () => {
    await using store = sqliteSweepStore({ path: join(folder, 'many.sqlite') })
    await store.addSweep(sweep)
    const trials = Array.from({ length: 10_000 }, (_, i) => ({ number: 9999 - i, params: { i }, seed: i }))
    await store.addTrials(sweep.id, trials)
    const numbers = (await store.summaries(sweep.id)).map(({ number }) => number)
    expect(numbers).toEqual(trials.map((_, i) => i))
  })

  test('can be closed twice', async () => {
    const store = sqliteSweepStore({ path: join(folder, 'store.sqlite') })
    await store[Symbol.asyncDispose]()
    await expect(store[Symbol.asyncDispose]()).resolves.toBeUndefined()
  })
})

describe('processLock', () => {
  test('is held by one at a time, and given back when disposed', () => {
    const path = join(folder, 'locks/run.lock')
    const first = processLock(path)
    expect(first).toBeDefined()
    expect(processLock(path)).toBeUndefined()
    first?.[Symbol.dispose]()
    using second = processLock(path)
    expect(second).toBeDefined()
  })

  test('given back twice does not touch the lock of the next holder', () => {
    const path = join(folder, 'run.lock')
    const first = processLock(path)
    first?.[Symbol.dispose]()
    using second = processLock(path)
    expect(second).toBeDefined()
    expect(() => first?.[Symbol.dispose]()).not.toThrow()
    expect(processLock(path)).toBeUndefined()
  })

  test('is freed by the operating system when its holder is killed', async () => {
    const path = join(folder, 'run.lock')
    const holder = child(`
      import { processLock } from './process-lock.ts'
      globalThis.held = processLock(${JSON.stringify(path)})
      write(held !== undefined)
      setInterval(() => {}, 1000)`)
    await holder.until(1)
    expect(holder.lines()).toEqual(['true'])
    expect(processLock(path)).toBeUndefined()
    await holder.kill()
    using mine = processLock(path)
    expect(mine).toBeDefined()
  })
})
