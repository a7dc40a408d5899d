import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Advance,
  type ClaimId,
  type Control,
  DECLINE_LEASES,
  DECLINE_REASONS,
  type SweepRecord,
  type SweepStore,
  type TrialEnd,
  trialId,
} from '@hypersweep/sweep'
import { mnist } from '@hypersweep/sweep/conformance'
import fc from 'fast-check'
import { afterAll, expect, inject, test } from 'vitest'
import { memorySweepStore } from './memory/memory-sweep-store.ts'
import { redisClient } from './redis/redis-client.ts'
import { redisSweepStore } from './redis/redis-sweep-store.ts'
import type {} from './redis-server/provided.ts'
import { sqliteSweepStore } from './sqlite/sqlite-sweep-store.ts'

const url = inject('redisUrl')
const client = redisClient({ url, role: 'command' })
const admin = redisClient({ url: inject('redisAdminUrl'), role: 'worker' })
const folder = mkdtempSync(join(tmpdir(), 'hypersweep-lockstep-'))
afterAll(() => {
  client.disconnect()
  admin.disconnect()
  rmSync(folder, { recursive: true })
})

const LEASE_MS = 60_000
const sweep: SweepRecord = { ...mnist, id: 'a1b2c3d4e5', name: 'steps' }
const trials = [0, 1].map((number) => ({ number, params: { rate: 0.1 * number }, seed: number }))
const WORKERS = ['ada', 'ben', 'cyd']

/** The three stores, each empty but for two trials, and one clock for all: on Redis, leases move instead. */
async function stores() {
  let elapsed = 0
  const now = () => Date.now() + elapsed
  const prefix = `{hs}:test-${randomUUID()}`
  const opened = new AsyncDisposableStack()
  const all: SweepStore[] = [
    memorySweepStore({ now, leaseMs: LEASE_MS }),
    sqliteSweepStore({ path: join(folder, `${randomUUID()}.sqlite`), now, leaseMs: LEASE_MS }),
    await redisSweepStore({ client, prefix, leaseMs: LEASE_MS }),
  ]
  for (const store of all) {
    opened.use(store)
    await store.addSweep(sweep)
    await store.addTrials(sweep.id, trials)
  }
  const elapse = async (ms: number) => {
    elapsed += ms
    const leases = `${prefix}:leases:${sweep.id}`
    for (const number of await admin.zrange(leases, '0', '-1')) await admin.zincrby(leases, -ms, String(number))
    const declines = `${prefix}:declines:${sweep.id}`
    for (const worker of await admin.hkeys(declines)) {
      const [until, ...why] = JSON.parse((await admin.hget(declines, worker))!) as string[]
      await admin.hset(declines, worker, JSON.stringify([String(Number(until) - 1000 * ms), ...why]))
    }
  }
  return { all, elapse, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

const best = { epoch: 1, score: 0.5, metrics: { loss: 0.5 } }
const ends: TrialEnd[] = [
  { status: 'complete', best, weightsSha256: 'f'.repeat(64) },
  { status: 'failed', reason: 'error', message: 'of the "trial"' },
]

const trial = fc.constantFrom(...trials.map(({ number }) => trialId(sweep.id, number)))
/** A claim that somebody may hold, or may have held. */
const claim: fc.Arbitrary<ClaimId> = fc.record({
  trial,
  attempt: fc.integer({ min: 1, max: 4 }),
  token: fc.constantFrom(...WORKERS),
})
const setback = fc.record(
  { text: fc.constantFrom('', 'a', '{"b"}'), failures: fc.nat(1), crashes: fc.nat(2) },
  { requiredKeys: ['text'] },
)

/** Of the sweep, or of none; by names that a worker may give itself. */
const decliner = fc.record({
  id: fc.constantFrom(sweep.id, sweep.id, 'z9y8x7w6v5'),
  worker: fc.constantFrom(...WORKERS, '__proto__', 'a b"c'),
})
const why = fc.record({ reason: fc.constantFrom(...DECLINE_REASONS), text: fc.constantFrom('', 'it lacks "data"/é') })

const advance: fc.Arbitrary<Advance> = fc.record({
  stage: fc.nat(3),
  reports: fc.constantFrom('keep', 'drop'),
  ended: fc.constantFrom('reopen', 'keep'),
})

type Step = { name: string; take: (store: SweepStore) => Promise<unknown> } | { name: 'time'; ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(trial, fc.constantFrom(...WORKERS)).map(
      ([id, token]): Step => ({
        name: `claim ${id} ${token}`,
        take: (store) => store.claim(id, { token, worker: token }),
      }),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(claim, fc.integer({ min: 1, max: 3 }), fc.constantFrom(0.5, -0)).map(
      ([of, epoch, loss]): Step => ({
        name: `report ${JSON.stringify(of)} ${epoch} ${loss}`,
        take: (store) =>
          store.report(of, { epoch, metrics: { loss } }, { timing: { seconds: 1, samplesPerSecond: 1 }, best }),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: claim.map((of): Step => ({ name: `renew ${JSON.stringify(of)}`, take: (store) => store.renew(of) })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(claim, fc.option(setback, { nil: undefined })).map(
      ([of, back]): Step => ({
        name: `release ${JSON.stringify([of, back])}`,
        take: (store) => store.release(of, back),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(claim, fc.constantFrom(...ends)).map(
      ([of, end]): Step => ({
        name: `finish ${JSON.stringify([of, end.status])}`,
        take: (store) => store.finish(of, end),
      }),
    ),
  },
  trial.map((id): Step => ({ name: `reopen ${id}`, take: (store) => store.reopen(id) })),
  fc.tuple(trial, advance).map(
    ([id, how]): Step => ({
      name: `advance ${id} ${JSON.stringify(how)}`,
      take: (store) => store.advance(id, how),
    }),
  ),
  fc.tuple(trial, fc.nat(2)).map(
    ([id, from]): Step => ({
      name: `raise ${id} from ${from}`,
      take: (store) => store.raiseGeneration(id, from),
    }),
  ),
  setback.map(
    (back): Step => ({ name: `take over ${JSON.stringify(back)}`, take: (store) => store.takeOver(sweep.id, back) }),
  ),
  fc
    .constantFrom<Control>('run', 'pause', 'stop', 'cancel')
    .map((control): Step => ({ name: control, take: (store) => store.setControl(sweep.id, control) })),
  {
    weight: 2,
    arbitrary: fc.tuple(decliner, why).map(
      ([{ id, worker }, reason]): Step => ({
        name: `decline ${id} ${worker} ${reason.reason}`,
        take: (store) => store.decline(id, { worker, ...reason }),
      }),
    ),
  },
  decliner.map(
    ({ id, worker }): Step => ({ name: `accept ${id} ${worker}`, take: (store) => store.accept(id, worker) }),
  ),
  decliner.map(({ id }): Step => ({ name: `declines ${id}`, take: (store) => store.declines(id) })),
  fc.constant<Step>({ name: 'summaries', take: (store) => store.summaries(sweep.id) }),
  fc.constantFrom(LEASE_MS / 2, LEASE_MS, DECLINE_LEASES * LEASE_MS).map((ms): Step => ({ name: 'time', ms })),
)

test('memory, SQLite and Redis answer any sequence of calls alike, and hold the same in the end', async () => {
  expect.hasAssertions()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
      await using world = await stores()
      for (const each of steps) {
        if ('ms' in each) await world.elapse(each.ms)
        else await expectAlike(each.name, world.all.map(each.take))
      }
      for (const { number } of trials) {
        await expectAlike(
          `trial ${number}`,
          world.all.map((store) => store.trial(trialId(sweep.id, number))),
        )
      }
      for (const goal of ['maximize', 'minimize'] as const) {
        await expectAlike(
          `top ${goal}`,
          world.all.map((store) => store.top(sweep.id, { goal, count: 1 })),
        )
      }
      for (const { number } of trials) {
        const told = async (store: SweepStore) =>
          (await store.events(trialId(sweep.id, number))).map(({ at: _at, ...event }) => event)
        await expectAlike(`events of ${number}`, world.all.map(told))
      }
      await expectAlike(
        'declines',
        world.all.map((store) => store.declines(sweep.id)),
      )
      await expectAlike(
        'summaries',
        world.all.map((store) => store.summaries(sweep.id)),
      )
    }),
    { numRuns: 300, seed: 4 },
  )
}, 120_000)

async function expectAlike(name: string, answers: readonly Promise<unknown>[]): Promise<void> {
  const [memory, sqlite, redis] = await Promise.all(answers)
  expect({ name, answer: sqlite }).toEqual({ name, answer: memory })
  expect({ name, answer: redis }).toEqual({ name, answer: memory })
}
