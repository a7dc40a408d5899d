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
  failures: z.int(),
  crashes: z.int(),
  seed: z.int(),
  params,
  metrics,
})

const chosen = z.record(z.string(), value.nullable()).describe('with --columns: these columns alone, flat')

const group = z.strictObject({
  by: z.record(z.string(), value.nullable()).describe('what its trials share, by the fields of --group-by'),
  params: params.describe('the parameters that are the same in all of its trials'),
  trials: z.int(),
  count: z.int().describe('of its complete trials, over whose scores the rest is'),
  mean: z.number().nullable(),
  std: z.number().nullable().describe('sample standard deviation (n − 1); null below two'),
  min: z.number().nullable(),
  max: z.number().nullable(),
  best: z.int().nullable().describe('the number of the best trial'),
})

const whole = {
  sweep: z.string(),
  metric: z.strictObject({
    name: z.string(),
    goal: z.enum(['maximize', 'minimize']),
    at: z.enum(['best', 'last']),
  }),
  trials: z.int().describe('of the whole sweep'),
}

export const leaderboardTable = z.union([
  z.strictObject({ ...whole, rows: z.array(z.union([row, chosen])) }),
  z.strictObject({ ...whole, groupBy: z.array(z.string()), groups: z.array(z.union([group, chosen])) }),
])

export type LeaderboardJson = JsonOf<typeof leaderboardTable>
export type LeaderboardRowJson = JsonOf<typeof row>
