import { CONTROLS, DECLINE_REASONS } from '@hypersweep/sweep'
import { z } from 'zod'
import type { JsonOf } from './json-of.ts'
import { params } from './trial.ts'

const best = {
  metric: z.string(),
  best: z.number().nullable().describe('the best score so far'),
  bestTrial: z.int().nullable(),
}

const control = z.enum(CONTROLS).describe('what a person has said of it; `run` until something is said')

const listedSweep = z.strictObject({
  name: z.string(),
  id: z.string(),
  control,
  createdAt: z.string().describe('ISO 8601, in UTC'),
  method: z.string(),
  trials: z.int().describe('that are in the store'),
  complete: z.int(),
  running: z.int(),
  waiting: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  ...best,
})

export const sweepList = z.array(listedSweep).describe('in the order in which they were created')

const decline = z
  .strictObject({
    worker: z.string(),
    reason: z.enum(DECLINE_REASONS).describe('what it lacks'),
    text: z.string().describe('the same in words'),
  })
  .describe('a worker that leaves the sweep to others')

const runningTrial = z.strictObject({
  number: z.int(),
  worker: z.string(),
  epoch: z.int(),
  epochs: z.int().optional().describe('how many it will have, where that is known'),
  curve: z.array(z.number()).describe('the metric at each epoch so far'),
  params,
})

export const sweepStatus = z.strictObject({
  name: z.string(),
  control,
  total: z.int().describe('trials'),
  complete: z.int(),
  running: z.int(),
  waiting: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  ...best,
  secondsLeft: z.number().nullable().describe('an estimate, where something runs to estimate it from'),
  declines: z.array(decline).describe('where trials wait, none is trained, and workers have said why'),
  runningTrials: z.array(runningTrial),
})

export const sweepHash = z.strictObject({
  sweep: z.string(),
  digest: z.string().describe('SHA-256 of all results'),
  trials: z.int(),
  open: z.int().describe('trials that have not ended; their end changes the digest'),
})

export type ListedSweepJson = JsonOf<typeof listedSweep>
export type SweepStatusJson = JsonOf<typeof sweepStatus>
export type SweepHashJson = JsonOf<typeof sweepHash>
