import type {
  EpochReport,
  EpochTiming,
  ScoredEpoch,
  Trial,
  TrialEnd,
  TrialRecord,
  TrialState,
  TrialSummary,
} from '@hypersweep/sweep'
import { trialId } from '@hypersweep/sweep'
import { isBestOfEnd } from '../exact-json.ts'
import { SUMMARY_FIELDS } from './scripts/trial.ts'
import {
  bestForm,
  contentError,
  endForm,
  metricsForm,
  reportForm,
  stored,
  storedCount,
  summaryForm,
  timingForm,
  trialForm,
} from './stored.ts'

/** What a summary is made of; false or undefined where it is not set. */
type Fields = Readonly<Partial<Record<(typeof SUMMARY_FIELDS)[number], string | boolean>>>

/** No sweep has more, and what counts them all up to a number that is far beyond never ends. */
const MOST_TRIALS = 10_000_000

/**
 * A summary as the scripts write it: a JSON list of texts, false for those that are not set; see there.
 *
 * @param field  under which it stands, which has to be its number
 * @throws AdapterError REDIS_CONTENT
 */
export function parseSummary(sweepId: string, text: string, field?: string): TrialSummary {
  const place = `a trial of sweep ${sweepId}`
  const values = stored<(string | boolean)[]>(text, place, summaryForm)
  const fields: { -readonly [Field in keyof Fields]: Fields[Field] } = {}
  for (let index = 0; index < SUMMARY_FIELDS.length; index += 1) fields[SUMMARY_FIELDS[index]!] = values[index]!
  const summary = summaryOf(sweepId, fields, place)
  if (field !== undefined && String(summary.number) !== field) throw contentError(place)
  return summary
}

/** A trial as the scripts answer it: two flat lists of names and values. Undefined where the trial does not exist. */
export function parseRecord(sweepId: string, trial: string[], reports: string[]): TrialRecord | undefined {
  if (trial.length === 0) return undefined
  const place = `a trial of sweep ${sweepId}`
  const byEpoch = Object.entries(pairs(reports)).map(([epoch, text]) => parseReport(epoch, text, place))
  return { ...summaryOf(sweepId, pairs(trial) as Fields, place), reports: byEpoch.sort((a, b) => a.epoch - b.epoch) }
}

function summaryOf(sweepId: string, fields: Fields, place: string): TrialSummary {
  const { number, params, seed } = stored<Trial>(fields.trial, place, trialForm)
  if (number >= MOST_TRIALS) throw contentError(place)
  const state = stateOf(fields, place)
  const best = bestOf(fields, state, place)
  const summary: TrialSummary = {
    id: trialId(sweepId, number),
    number,
    params,
    seed,
    state,
    generation: storedCount(fields.generation, place),
    claims: storedCount(fields.claims, place),
    failures: storedCount(fields.failures, place),
    crashes: storedCount(fields.crashes, place),
    epoch: storedCount(fields.epoch, place),
  }
  if (fields.stage) summary.stage = storedCount(fields.stage, place)
  if (typeof fields.setback === 'string') summary.setback = fields.setback
  if (best !== undefined) summary.best = best
  return summary
}

function bestOf({ best, end }: Fields, state: TrialState, place: string): ScoredEpoch | undefined {
  if (!best) return undefined
  const isOfEnd = state.status === 'complete' && (best === true || isBestOfEnd(best, end as string))
  return isOfEnd ? state.best : stored(best, place, bestForm)
}

function stateOf({ state, worker, end }: Fields, place: string): TrialState {
  if (state === 'ended') return stored<TrialEnd>(end, place, endForm)
  return state === 'running' ? { status: 'running', worker: String(worker) } : { status: 'waiting' }
}

type Reported = EpochReport & { timing: EpochTiming; worker: string }

function parseReport(epoch: string, text: string, place: string): Reported {
  const [metrics, timing, worker] = stored<[string, string, string]>(text, place, reportForm)
  return {
    epoch: storedCount(epoch, place),
    metrics: stored(metrics, place, metricsForm),
    timing: stored(timing, place, timingForm),
    worker,
  }
}

function pairs(flat: readonly string[]): Record<string, string> {
  const named: Record<string, string> = Object.create(null)
  for (let index = 0; index < flat.length; index += 2) named[flat[index]!] = flat[index + 1]!
  return named
}
