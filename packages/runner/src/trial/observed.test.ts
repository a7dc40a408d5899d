import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { LogFields } from '../log.ts'
import type { ThreadPool } from '../pool/thread-pool.ts'
import { tinySweep } from '../testing/tiny-sweep.ts'
import { tinyPool, trialWorld, type WorldOptions } from '../testing/trial-world.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let pool: ThreadPool
beforeAll(async () => {
  pool = await tinyPool()
})
afterAll(() => pool[Symbol.asyncDispose]())

/** A trial, what an observer is told of it, and the fields of its lines. */
async function observedWorld(options: Partial<WorldOptions> = {}) {
  const world = await trialWorld(pool, { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), ...options })
  const told: { firstSteps: number[]; again: string[]; fields: (LogFields | undefined)[] } = {
    firstSteps: [],
    again: [],
    fields: [],
  }
  const observer = {
    firstStep: (seconds: number) => told.firstSteps.push(seconds),
    triedAgain: (reason: string) => told.again.push(reason),
  }
  const log = (_line: string, fields?: LogFields) => void told.fields.push(fields)
  return { ...told, run: () => world.run({ observer, log }) }
}

test('of each attempt its first step is told once, with the seconds since its claim', async () => {
  const { run, firstSteps, again } = await observedWorld()
  const startedAt = performance.now()
  await run()
  expect(firstSteps).toHaveLength(1)
  expect(firstSteps[0]).toBeGreaterThan(0)
  expect(firstSteps[0]).toBeLessThan((performance.now() - startedAt) / 1000)
  expect(again).toEqual([])
})

test('an attempt that is to be tried again is told with its reason, and its end is not', async () => {
  const model = { layers: [{ dense: 3 }] }
  const sweep = tinySweep({ objective: { ...tinySweep().spec.objective, model }, retry: { max: 1 } })
  const { run, firstSteps, again } = await observedWorld({ sweep })
  expect([await run(), await run()]).toEqual(['later', 'done'])
  expect(again).toEqual(['error'])
  expect(firstSteps).toEqual([])
})

test('each line says of which trial and attempt it is, and what happened', async () => {
  const { run, fields } = await observedWorld()
  await run()
  const of = { worker: 'ada', sweep: 'tiny', trial: 0, attempt: 1 }
  expect(fields).toEqual([
    { ...of, event: 'claimed', epoch: 0 },
    { ...of, event: 'complete', epoch: expect.any(Number), score: expect.any(Number) },
  ])
})
