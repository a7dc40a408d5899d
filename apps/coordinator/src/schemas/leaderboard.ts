import { z } from 'zod'
import type { JsonOf } from './json-of.ts'
import { metrics, params, state, value } from './trial.ts'

const row = z.strictObject({
  rank: z.int().nullable().describe('from 1, by score; null for a trial that is not complete'),
  number: z.int(),
  state,
  reason: z.string().nullable(),
  score: z.number().nullable(),
  epoch: z.int().describe('the one that scores the trial, or the best one so far'),
  claims: z.int(),
  seed: z.int(),
  params,
  metrics,
})

const chosen = z.record(z.string(), value.nullable()).describe('with --columns: these columns alone, flat')

export const leaderboardTable = z.strictObject({
  sweep: z.string(),
  metric: z.strictObject({
    name: z.string(),
    goal: z.enum(['maximize', 'minimize']),
    at: z.enum(['best', 'last']),
  }),
  trials: z.int().describe('of the whole sweep'),
  rows: z.array(z.union([row, chosen])),
})

export type LeaderboardJson = JsonOf<typeof leaderboardTable>
export type LeaderboardRowJson = JsonOf<typeof row>
