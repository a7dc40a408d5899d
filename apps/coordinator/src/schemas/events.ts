import { z } from 'zod'
import type { JsonOf } from './json-of.ts'
import { metrics, params, state } from './trial.ts'

/** What each line says of itself. */
const line = {
  v: z.literal(1).describe('version of this format; another one where a key goes or changes its meaning'),
  at: z.string().describe('when it was noticed: ISO 8601, in UTC'),
  sweep: z.string().describe('name of the sweep'),
}
const trial = z.int().describe('number of the trial')

export const counts = z.strictObject({
  total: z.int(),
  waiting: z.int(),
  running: z.int(),
  complete: z.int(),
  failed: z.int(),
  cancelled: z.int(),
})

const sweepStarted = z
  .strictObject({
    event: z.literal('sweep-started'),
    ...line,
    id: z.string(),
    method: z.string(),
    metric: z.string(),
    goal: z.enum(['maximize', 'minimize']),
    counts,
  })
  .describe('the first line: how the sweep stands when the watch begins')

const sweepControl = z
  .strictObject({
    event: z.literal('sweep-control'),
    ...line,
    control: z.enum(['run', 'pause', 'stop', 'cancel']).describe('run: what was said before is taken back'),
  })
  .describe('a person has said something of the whole sweep')

const trialStarted = z
  .strictObject({
    event: z.literal('trial-started'),
    ...line,
    trial,
    attempt: z.int().describe('1 for the first time that a worker took it'),
    worker: z.string(),
    epoch: z.int().describe('from which epoch it goes on; 0 from the start'),
    params,
    seed: z.int(),
  })
  .describe('a worker has taken a trial; also told of those that run when the watch begins')

const epoch = z
  .strictObject({
    event: z.literal('epoch'),
    ...line,
    trial,
    epoch: z.int().describe('how many epochs are complete'),
    epochs: z.int().nullable().describe('how many it will have, where that is known'),
    worker: z.string(),
    seconds: z.number().describe('what the epoch took'),
    metrics,
  })
  .describe('an epoch was reported; each of a trial is told once, in order')

const trialEnded = z
  .strictObject({
    event: z.literal('trial-ended'),
    ...line,
    trial,
    state,
    reason: z.string().nullable().describe('why it failed; null where it has not'),
    message: z.string().nullable().describe('the failure in words'),
    score: z.number().nullable().describe('the metric at the best epoch'),
    epoch: z.int().nullable().describe('which that was'),
    metrics: metrics.nullable().describe('at that epoch'),
    params,
    weightsSha256: z.string().nullable(),
  })
  .describe('complete, failed or cancelled')

const retry = z
  .strictObject({
    event: z.literal('retry'),
    ...line,
    trial,
    failures: z.int().describe('how many attempts ended in an error of the trial itself'),
    crashes: z.int().describe('how many in a row took their process with them'),
    message: z.string().nullable().describe('why the last one was given back, in words'),
  })
  .describe('an attempt has failed, and the trial is tried again')

const warning = z
  .strictObject({ event: z.literal('warning'), ...line, message: z.string() })
  .describe('what a person would read on stderr, where it is said too')

const sweepEnded = z
  .strictObject({
    event: z.literal('sweep-ended'),
    ...line,
    outcome: z
      .enum(['ended', 'stopped', 'left', 'failed'])
      .describe('ended: no trial is open. stopped: by a signal. left: only the watch is over. failed: see stderr'),
    exitCode: z.int(),
    counts,
    best: z.strictObject({ trial, score: z.number(), epoch: z.int(), params }).nullable(),
    seconds: z.number().describe('since the watch began'),
  })
  .describe('the last line')

/** A line of `run --json` and `status --watch --json`. */
export const sweepEvent = z.discriminatedUnion('event', [
  sweepStarted,
  sweepControl,
  trialStarted,
  epoch,
  trialEnded,
  retry,
  warning,
  sweepEnded,
])

export type SweepEvent = JsonOf<typeof sweepEvent>
export type SweepCounts = JsonOf<typeof counts>
