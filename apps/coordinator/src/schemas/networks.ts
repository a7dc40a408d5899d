import { z } from 'zod'
import type { JsonOf } from './json-of.ts'
import { params, score } from './trial.ts'

const vote = z.strictObject({ trial: z.int(), epoch: z.int(), votes: z.int() })

const contender = z.strictObject({
  who: z.string().describe('best single, mean of members, or a method'),
  votes: z.array(vote),
  parameters: z.number(),
  msPer1000: z.number().describe('milliseconds for a thousand rows'),
  validation: score.nullable(),
  test: score.nullable(),
})

export const ensembleComparison = z.strictObject({
  method: z.enum(['average', 'greedy', 'snapshot']),
  members: z.array(vote.extend({ params })),
  contenders: z.array(contender),
})

const prediction = z.strictObject({
  row: z.int().describe('from 1'),
  class: z.string(),
  probability: z.number(),
  probabilities: z.record(z.string(), z.number()).describe('by class'),
})

export const predictionList = z.array(prediction)

export type EnsembleJson = JsonOf<typeof ensembleComparison>
export type PredictionJson = JsonOf<typeof prediction>
