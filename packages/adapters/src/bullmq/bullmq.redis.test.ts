import { randomUUID } from 'node:crypto'
import { trialId } from '@hypersweep/sweep'
import { type TrialQueueHarness, trialQueueConformance } from '@hypersweep/sweep/conformance'
import { expect, inject, test } from 'vitest'
import type {} from '../redis-server/provided.ts'
import { bullmqTrialQueue } from './bullmq-trial-queue.ts'

const url = inject('redisUrl')

async function harness(): Promise<TrialQueueHarness> {
  const prefix = `{hs}:test-${randomUUID()}`
  const opened = new AsyncDisposableStack()
  return {
    open: async (laterMs = 20) => opened.use(await bullmqTrialQueue({ url, prefix, laterMs })),
    patienceMs: 5000,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

trialQueueConformance('bullmqTrialQueue', harness)

test('ten thousand trials are offered and known', async () => {
  await using queue = await bullmqTrialQueue({ url, prefix: `{hs}:test-${randomUUID()}` })
  const trials = Array.from({ length: 10_000 }, (_, number) => trialId('a1b2c3d4e5', number))
  await queue.offer(trials.map((trial) => ({ trial, generation: 0 })))
  expect(await queue.known()).toEqual(new Set(trials))
})

test('a Redis that is not there is an error, and no hang', async () => {
  const dead = bullmqTrialQueue({ url: 'redis://127.0.0.1:1', patienceMs: 300 })
  await expect(dead).rejects.toMatchObject({ code: 'REDIS_UNREACHABLE' })
})
