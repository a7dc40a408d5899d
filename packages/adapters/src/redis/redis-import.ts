import { type PastTrial, type SweepStore, trialId } from '@hypersweep/sweep'
import { unknownSweep } from '../errors.ts'
import { exactJson, metricsText } from '../exact-json.ts'
import type { RedisSweepsContext } from './redis-sweeps.ts'
import { importTrialScript } from './scripts/import-trial.ts'

/** The part of the Redis store by which trials come from elsewhere. */
export function redisImport({ keys, run }: RedisSweepsContext): Pick<SweepStore, 'importTrials'> {
  const [, names] = keys.sweeps
  return {
    importTrials: async (sweepId, past) => {
      for (const trial of past) {
        const fields = pastFields(trial)
        const score = trial.state.status === 'complete' ? String(trial.state.best.score) : ''
        const args = [String(trial.number), sweepId, score, String(fields.length / 2), ...fields, ...pastReports(trial)]
        const ofTrial = keys.ofTrial(trialId(sweepId, trial.number))
        const put = await run(importTrialScript, [...ofTrial, names, keys.scored], args)
        if (put === null) throw unknownSweep(sweepId)
      }
    },
  }
}

/** The fields of a trial's hash, name and text by turns, for one with a past. */
function pastFields(past: PastTrial): string[] {
  const { number, params, seed, state, generation, claims, failures, crashes, epoch, setback, best, stage } = past
  const fields: Record<string, string | number | undefined> = {
    trial: exactJson({ number, params, seed }),
    generation,
    claims,
    failures,
    crashes,
    epoch,
    setback,
    stage,
    best: best && exactJson(best),
    end: state.status === 'waiting' ? undefined : exactJson(state),
    state: state.status === 'waiting' ? 'waiting' : 'ended',
  }
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]))
}

/** Epoch and text by turns, as `report` keeps them. */
function pastReports({ reports }: PastTrial): string[] {
  return reports.flatMap(({ epoch, metrics, timing, worker }) => [
    String(epoch),
    JSON.stringify([metricsText(metrics), exactJson(timing), worker]),
  ])
}
