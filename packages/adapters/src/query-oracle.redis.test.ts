import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  groups,
  type LeaderboardQuery,
  leaderboard,
  query,
  type SweepRecord,
  type SweepStore,
  type TrialSummary,
  trialId,
} from '@hypersweep/sweep'
import { mnist } from '@hypersweep/sweep/conformance'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { memorySweepStore } from './memory/memory-sweep-store.ts'
import { redisSweepStore } from './redis/redis-sweep-store.ts'
import type {} from './redis-server/provided.ts'
import { sqliteSweepStore } from './sqlite/sqlite-sweep-store.ts'
import { type Drawn, direction, expected, field, has, key, METRIC, phrase, TRIALS } from './testing/query-oracle.ts'

// Queries over what the stores hold, against plain loops over what was put in.

const sweep: SweepRecord = { ...mnist, id: 'a1b2c3d4e5', name: 'oracle' }
const folder = mkdtempSync(join(tmpdir(), 'hypersweep-oracle-'))
const opened = new AsyncDisposableStack()
const stores: Record<string, { store: SweepStore; summaries: TrialSummary[] }> = {}
beforeAll(async () => {
  const all: Record<string, SweepStore> = {
    memory: memorySweepStore(),
    SQLite: sqliteSweepStore({ path: join(folder, 'sweeps.sqlite') }),
    Redis: await redisSweepStore({ url: inject('redisUrl'), prefix: `{hs}:test-${randomUUID()}` }),
  }
  for (const [name, store] of Object.entries(all)) {
    opened.use(store)
    await fill(store)
    stores[name] = { store, summaries: await store.summaries(sweep.id) }
  }
}, 60_000)
afterAll(async () => {
  await opened.disposeAsync()
  rmSync(folder, { recursive: true })
})

async function fill(store: SweepStore): Promise<void> {
  await store.addSweep(sweep)
  await store.addTrials(
    sweep.id,
    TRIALS.map(({ number, params }) => ({ number, params, seed: 7 })),
  )
  for (const { number, metrics, state } of TRIALS) {
    if (state === 'waiting') continue
    const reply = await store.claim(trialId(sweep.id, number), { token: `${number}`, worker: 'ada' })
    if (reply.status !== 'claimed') throw new Error(reply.status)
    const best = { epoch: 1, score: metrics['val']!, metrics }
    await store.report(reply.claim, best, { timing: { seconds: 1, samplesPerSecond: 1 }, best })
    if (state === 'complete') await store.finish(reply.claim, { status: state, best, weightsSha256: '' })
    if (state === 'failed') await store.finish(reply.claim, { status: state, reason: 'error', message: 'no' })
  }
}

describe.each(['memory', 'SQLite', 'Redis'])('what %s holds', (name) => {
  test('is filtered, sorted and cut as plain loops do it', () => {
    const rows = leaderboard(stores[name]!.summaries, METRIC)
    const options = [fc.array(key, { maxLength: 3 }), direction, fc.nat(20), fc.nat(40)] as const
    fc.assert(
      fc.property(phrase, ...options, (wanted, sort, order, offset, top) => {
        const asked: LeaderboardQuery = { filter: wanted.text, sort, offset, top, ...(order && { order }) }
        const found = query(rows, METRIC, asked).map(({ number }) => number)
        expect(found).toEqual(expected(wanted, sort, order).slice(offset, offset + top))
      }),
      { numRuns: 3000, seed: 5 },
    )
  }, 120_000)

  test('has the best that plain loops find, and no number that is none', async () => {
    const { store } = stores[name]!
    const complete = { text: '', test: ({ state }: Drawn) => state === 'complete' }
    const best = expected(complete, [], undefined)
    for (const count of [1, 7, 50, 500]) {
      const top = await store.top(sweep.id, { goal: METRIC.goal, count })
      expect(top.best.map(({ number }) => number)).toEqual(best.slice(0, count))
    }
    for (const lr of [Number.NaN, Infinity, -Infinity]) {
      const added = store.addTrials(sweep.id, [{ number: 999, params: { lr }, seed: 1 }])
      await expect(added).rejects.toMatchObject({ code: 'NUMBER_NOT_FINITE' })
    }
  })

  test('is grouped as plain loops do it', () => {
    const rows = leaderboard(stores[name]!.summaries, METRIC)
    fc.assert(
      fc.property(phrase, field, (wanted, by) => {
        const found = groups(rows, METRIC, { by: [by], filter: wanted.text, sort: [] })
        const ranked = expected(wanted, [], undefined).map((number) => TRIALS[number]!)
        const keys = [...new Set(ranked.map((trial) => `${typeof has(trial, by)} ${has(trial, by)}`))]
        const members = keys.map((each) => ranked.filter((t) => `${typeof has(t, by)} ${has(t, by)}` === each))
        // −0 and 0 are one score.
        const plain = (score: number | null | undefined) => (score ?? Number.NaN) + 0
        const facts = found.map(({ trials, count, best, min, max }) => [trials, count, best, plain(min), plain(max)])
        expect(facts).toEqual(
          members.map((all) => {
            const complete = all.filter(({ state }) => state === 'complete')
            const scores = complete.map(({ metrics }) => metrics['val']!).toSorted((a, b) => a - b)
            return [all.length, complete.length, complete[0]?.number ?? null, plain(scores[0]), plain(scores.at(-1))]
          }),
        )
      }),
      { numRuns: 300, seed: 6 },
    )
  }, 60_000)
})
