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
import { SUMMARY_FIELDS } from './scripts/trial.ts'

type Fields = Readonly<Record<string, string | false | undefined>>

/** A summary as the scripts write it: a JSON list of texts, false for those that are not set. */
export function parseSummary(sweepId: string, text: string): TrialSummary {
  const values = JSON.parse(text) as (string | false)[]
  return summaryOf(sweepId, Object.fromEntries(SUMMARY_FIELDS.map((field, index) => [field, values[index]])))
}

/** A trial as the scripts answer it: two flat lists of names and values. Undefined where the trial does not exist. */
export function parseRecord(sweepId: string, trial: string[], reports: string[]): TrialRecord | undefined {
  if (trial.length === 0) return undefined
  const byEpoch = Object.entries(pairs(reports)).map(([epoch, text]) => parseReport(Number(epoch), text))
  return { ...summaryOf(sweepId, pairs(trial)), reports: byEpoch.sort((a, b) => a.epoch - b.epoch) }
}

function summaryOf(sweepId: string, fields: Fields): TrialSummary {
  const trial = JSON.parse(fields['trial'] as string) as Trial
  return {
    ...trial,
    id: trialId(sweepId, trial.number),
    state: stateOf(fields),
    generation: Number(fields['generation']),
    claims: Number(fields['claims']),
    failures: Number(fields['failures']),
    crashes: Number(fields['crashes'] || 0),
    epoch: Number(fields['epoch']),
    ...(fields['stage'] && { stage: Number(fields['stage']) }),
    ...(typeof fields['setback'] === 'string' && { setback: fields['setback'] }),
    ...(fields['best'] && { best: JSON.parse(fields['best']) as ScoredEpoch }),
  }
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
