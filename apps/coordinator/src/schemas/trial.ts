import { TRIAL_EVENTS, TRIAL_STATES } from '@hypersweep/sweep'
import { z } from 'zod'
import type { JsonOf } from './json-of.ts'

export const state = z.enum(TRIAL_STATES)
export const value = z.union([z.number(), z.string(), z.boolean()])
export const params = z.record(z.string(), value).describe('one value for each axis that acts in this trial')
export const metrics = z.record(z.string(), z.number())

/** How well probabilities predict labels. */
export const score = z.strictObject({ accuracy: z.number(), loss: z.number() })

const trial = z.strictObject({
  number: z.int(),
  state,
  reason: z.string().nullable().describe('why it failed; null where it has not'),
  message: z.string().nullable().describe('the failure in words'),
  score: z.number().nullable().describe('the metric at the best epoch so far'),
  bestEpoch: z.int().nullable(),
  epoch: z.int().describe('the last one reported; 0 before the first'),
  params,
  metrics: metrics.nullable().describe('at the best epoch so far'),
  seed: z.int(),
  claims: z.int().describe('how many times a worker took it'),
  failures: z.int().describe('how many of these ended in an error of the trial itself'),
  crashes: z.int().describe('how many in a row took their process with them'),
  setback: z.string().nullable().describe('why it was last given back before its end'),
  weightsSha256: z.string().nullable().describe('of the final weights of a complete trial'),
})

const report = z.strictObject({
  epoch: z.int(),
  metrics,
  timing: z.strictObject({ seconds: z.number(), samplesPerSecond: z.number() }),
  worker: z.string(),
})

export const bestTrial = trial.extend({
  test: score.nullable().describe('on the test rows; null unless --test asks, or where there are none'),
  checkpoint: z
    .string()
    .nullable()
    .describe('the weights of the scored epoch, as predict takes them; null once given up'),
  checkpoints: z.string().describe('the folder of its checkpoints'),
})

export const shownTrial = trial.extend({ reports: z.array(report) })

export const verifiedTrial = z.strictObject({
  sweep: z.string(),
  number: z.int(),
  same: z.boolean(),
  differences: z.array(z.string()),
  epochs: z.int().describe('that were trained again'),
  weightsSha256: z.string().nullable().describe('null for a trial that diverged'),
})

export const explainedTrial = z.strictObject({
  sweep: z.string(),
  number: z.int(),
  state,
  reason: z.string().nullable().describe('why it failed; null where it has not'),
  why: z.string().describe('in words'),
  setback: z.string().nullable().describe('why it was last given back before its end'),
  advice: z.string().nullable().describe('what to do; null where there is nothing to do'),
})

export const trialLog = z.strictObject({
  sweep: z.string(),
  number: z.int(),
  events: z.array(
    z.strictObject({
      at: z.string().describe("ISO 8601, in UTC, by the store's clock"),
      what: z.enum(TRIAL_EVENTS),
      attempt: z.int(),
      worker: z.string(),
      epoch: z.int().describe('the last one that was reported by then; 0 before the first'),
      text: z.string().nullable().describe('why'),
    }),
  ),
})

export type TrialLogJson = JsonOf<typeof trialLog>
export type ExplainedTrialJson = JsonOf<typeof explainedTrial>
export type TrialJson = JsonOf<typeof trial>
export type BestTrialJson = JsonOf<typeof bestTrial>
export type ShownTrialJson = JsonOf<typeof shownTrial>
export type VerifiedTrialJson = JsonOf<typeof verifiedTrial>
