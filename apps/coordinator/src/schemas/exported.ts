import { CONTROLS } from '@hypersweep/sweep'
import { z } from 'zod'
import { sweepSpec } from './spec.ts'
import { metrics, params } from './trial.ts'

export const EXPORT_FORMAT = 'hypersweep-sweep-1'

const count = z.int().min(0)
const scoredEpoch = z.strictObject({ epoch: z.int().min(1), score: z.number(), metrics })
const sha256 = z.string().regex(/^([0-9a-f]{64})?$/)

const end = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('waiting') }),
  z.strictObject({
    status: z.literal('complete'),
    best: scoredEpoch.describe('the epoch that scores the trial'),
    weightsSha256: sha256.describe('of the final weights; empty where the program that trained it told none'),
  }),
  z.strictObject({
    status: z.literal('failed'),
    reason: z.enum(['invalid', 'diverged', 'error', 'timeout', 'memory', 'mismatch', 'quarantined']),
    message: z.string(),
  }),
])

const report = z.strictObject({
  epoch: z.int().min(1),
  metrics,
  timing: z.strictObject({ seconds: z.number(), samplesPerSecond: z.number() }),
  worker: z.string(),
})

const exportedTrial = z.strictObject({
  number: count,
  params,
  seed: count,
  stage: count.optional().describe('of its sweep, where that was extended'),
  state: end.describe('a trial that ran or was cancelled is said to wait'),
  generation: count,
  claims: count,
  failures: count,
  crashes: count,
  setback: z.string().optional(),
  epoch: count.describe('the last one reported'),
  best: scoredEpoch.optional(),
  reports: z.array(report).describe('by epoch'),
})

/** A whole sweep, for another store. Numbers have every bit, negative zeros too. */
export const exportedSweep = z.strictObject({
  format: z.literal(EXPORT_FORMAT),
  sweep: z.strictObject({
    id: z.string().regex(/^[a-z0-9]{10}$/),
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,63}(~\d{1,9})*$/)
      .describe('~1, ~2, … where it was set aside'),
    numerics: z.string().describe('the numeric code that trained it; "imported" where that was another program'),
    createdAt: z.int().describe('milliseconds since 1970'),
    control: z.enum(CONTROLS),
    spec: sweepSpec,
  }),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('of all results, as `hypersweep digest` tells it'),
  trials: z.array(exportedTrial).describe('by number'),
})
