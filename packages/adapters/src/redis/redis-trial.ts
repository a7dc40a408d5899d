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

/** What a summary is made of; false or undefined where it is not set. */
type Fields = Readonly<Partial<Record<(typeof SUMMARY_FIELDS)[number], string | boolean>>>

/** A summary as the scripts write it: a JSON list of texts, false for those that are not set; see there. */
export function parseSummary(sweepId: string, text: string): TrialSummary {
  const values = JSON.parse(text) as (string | boolean)[]
  const fields: { -readonly [Field in keyof Fields]: Fields[Field] } = {}
  for (let index = 0; index < SUMMARY_FIELDS.length; index += 1) fields[SUMMARY_FIELDS[index]!] = values[index]!
  return summaryOf(sweepId, fields)
}

/** A trial as the scripts answer it: two flat lists of names and values. Undefined where the trial does not exist. */
export function parseRecord(sweepId: string, trial: string[], reports: string[]): TrialRecord | undefined {
  if (trial.length === 0) return undefined
  const byEpoch = Object.entries(pairs(reports)).map(([epoch, text]) => parseReport(Number(epoch), text))
  return { ...summaryOf(sweepId, pairs(trial) as Fields), reports: byEpoch.sort((a, b) => a.epoch - b.epoch) }
}

function summaryOf(sweepId: string, fields: Fields): TrialSummary {
  const { number, params, seed } = JSON.parse(fields.trial as string) as Trial
  const state = stateOf(fields)
  const best = bestOf(fields, state)
  const summary: TrialSummary = {
    id: trialId(sweepId, number),
    number,
    params,
    seed,
    state,
    generation: Number(fields.generation),
    claims: Number(fields.claims),
    failures: Number(fields.failures),
    crashes: Number(fields.crashes || 0),
    epoch: Number(fields.epoch),
  }
  if (fields.stage) summary.stage = Number(fields.stage)
  if (typeof fields.setback === 'string') summary.setback = fields.setback
  if (best !== undefined) summary.best = best
  return summary
}

function bestOf({ best, end }: Fields, state: TrialState): ScoredEpoch | undefined {
  if (!best) return undefined
  if (state.status !== 'complete') return JSON.parse(best as string)
  return best === true || isBestOfEnd(best, end as string) ? state.best : JSON.parse(best)
}

function stateOf({ state, worker, end }: Fields): TrialState {
  if (state === 'ended') return JSON.parse(end as string) as TrialEnd
  return state === 'running' ? { status: 'running', worker: worker as string } : { status: 'waiting' }
}

function parseReport(epoch: number, text: string): EpochReport & { timing: EpochTiming; worker: string } {
  const [metrics, timing, worker] = JSON.parse(text) as [string, string, string]
  return { epoch, metrics: JSON.parse(metrics), timing: JSON.parse(timing), worker }
}

function pairs(flat: readonly string[]): Record<string, string> {
  const named: Record<string, string> = Object.create(null)
  for (let index = 0; index < flat.length; index += 2) named[flat[index]!] = flat[index + 1]!
  return named
}
