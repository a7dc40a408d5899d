import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { sweepDigest, type TrialRecord } from '@hypersweep/sweep'
import { beforeAll, describe, expect, inject, test, vi } from 'vitest'
import type { DyingWorker } from './dying-worker.ts'
import { type Cell, DEATHS, EFFECTS, failPoint, STEPS } from './fail-point.ts'
import { type Engine, fileOf, filesOf, type MatrixWorld, matrixWorld, type WorldOptions } from './matrix-world.ts'
import { rateOf, SOUND_RATE } from './thread-effects.ts'

/** A thread hands over each epoch once; and one that hangs is ended, and loses nothing to anybody. */
const CELLS = STEPS.flatMap((step) => EFFECTS.map((effect): Cell => ({ step, effect }))).filter(({ step, effect }) =>
  step === 'train' ? effect !== 'do twice' : effect !== 'hang',
)
const HANGS = STEPS.filter((step) => step !== 'train').map((step): Cell => ({ step, effect: 'hang' }))
const DEATH_CELLS = STEPS.flatMap((step) => DEATHS.map((effect): Cell => ({ step, effect })))
const ENGINES = ['sqlite', 'redis'] as const

const engineOf = (kind: Engine['kind']): Engine =>
  kind === 'sqlite' ? { kind } : { kind, url: inject('redisUrl'), prefix: `{hs}:matrix-${randomUUID()}` }

/** Learning rate by digest: the trials that nothing disturbs. */
const calm = new Map<number, string>()
let files: string[]
let firstCheckpoint: Uint8Array
beforeAll(async () => {
  for (const cell of [undefined, ...[...CELLS, ...DEATH_CELLS].filter(({ step }) => step === 'train')]) {
    await using world = await matrixWorld({ engine: { kind: 'sqlite' }, ...(cell && { cell }) })
    calm.set(cell ? rateOf(cell.effect) : SOUND_RATE, sweepDigest([await workedOff(world)]))
    files = filesOf(world)
    if (cell === undefined) firstCheckpoint = fileOf(world, files[0]!)
  }
}, 60_000)

describe.each(ENGINES)('%s: a step of a trial that goes wrong costs no result and counts nothing twice', (kind) => {
  test.concurrent.each(CELLS)('$step, $effect', async (cell) => {
    // That a thread hangs is to be noticed before a lease is lost on a machine that is busy.
    const lease = cell.step === 'train' ? { leaseMs: 15_000 } : {}
    await using world = await matrixWorld({ ...worldOf(kind, cell), ...lease })
    const [point, leave] = [failPoint(cell), new AbortController()]
    const working = world.work('faulty', leave.signal, point)
    const record = await world.ended()
    await world.idle()
    leave.abort()
    await working
    expect(point.isHit || cell.step === 'train').toBe(true)
    expectWhole(world, cell, record)
  })
})

describe.each(ENGINES)(
  '%s: a worker that hangs in a step of a trial loses it to another, and does no harm when it goes on',
  (kind) => {
    test.concurrent.each(HANGS)('$step', async (cell) => {
      const options = worldOf(kind, cell)
      await using world = await matrixWorld(options)
      const [point, leave] = [failPoint(cell), new AbortController()]
      const working = world.work('faulty', leave.signal, point)
      await vi.waitUntil(() => point.isHit, { timeout: 20_000, interval: 5 })
      await using other = await matrixWorld({ ...options, folder: world.folder })
      const workingToo = other.work('other', leave.signal)
      await other.ended()
      point.release()
      await Promise.all([world.idle(), other.idle()])
      leave.abort()
      await Promise.all([working, workingToo])
      const record = await world.ended()
      expectWhole(world, cell, record)
      expect(record.claims).toBeGreaterThanOrEqual(['claim', 'acknowledge'].includes(cell.step) ? 1 : 2)
    })
  },
)

describe.each(ENGINES)('%s: a worker that is killed in a step of a trial takes nothing with it', (kind) => {
  test.concurrent.each(DEATH_CELLS)('$step, $effect', async (cell) => {
    const options = worldOf(kind, cell)
    await using world = await matrixWorld(options)
    expect(await death({ engine: options.engine, cell, folder: world.folder })).toBe('SIGKILL')
    expectWhole(world, cell, await workedOff(world))
  })
})

function worldOf(kind: Engine['kind'], cell: Cell): WorldOptions {
  return { engine: engineOf(kind), cell, ...(cell.step === 'load' && { firstCheckpoint }) }
}

/** The trial, ended by a worker in which nothing fails. */
async function workedOff(world: MatrixWorld): Promise<TrialRecord> {
  const leave = new AbortController()
  const working = world.work('sound', leave.signal)
  const record = await world.ended()
  await world.idle()
  leave.abort()
  await working
  return record
}

/** By what a worker process with a fault in it was ended. */
async function death(worker: DyingWorker): Promise<unknown> {
  const program = join(import.meta.dirname, 'dying-worker.ts')
  const args = ['--conditions=hypersweep-source', program, JSON.stringify(worker)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [, signal] = await once(child, 'exit')
  return signal
}

function expectWhole(world: MatrixWorld, { step, effect }: Cell, record: TrialRecord): void {
  const isSound = step !== 'train' || DEATHS.some((death) => death === effect)
  expect(record.reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])
  expect(sweepDigest([record])).toBe(calm.get(step === 'train' ? rateOf(effect) : SOUND_RATE))
  // Only a thread's own failure is the trial's.
  expect(record).toMatchObject({ state: { status: 'complete' }, failures: isSound ? 0 : 1 })
  expect(filesOf(world)).toEqual(files)
}
