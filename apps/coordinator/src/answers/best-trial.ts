import type { SweepRecord, TrialSummary } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import type { BestTrialJson } from '../schemas/trial.ts'
import { counted } from '../view/amounts.ts'
import { trialJson } from './trial-json.ts'

/** @throws CliError NO_COMPLETE_TRIAL */
export async function bestTrial({ store }: Engine, { id, spec }: SweepRecord): Promise<TrialSummary> {
  const { trials, best } = await store.top(id, { goal: spec.metric.goal, count: 1 })
  if (best[0] !== undefined) return best[0]
  const needed = 'Let the sweep run on, or see why its trials failed.'
  throw new CliError('NO_COMPLETE_TRIAL', `None of ${counted(trials, 'trial')} is complete.`, needed)
}

export interface BestFacts {
  /** On the test rows, where that was asked for. */
  test?: BestTrialJson['test'] | undefined
  /** Where its checkpoints are. */
  folder: string
}

export function bestJson(trial: TrialSummary, { test, folder }: BestFacts): BestTrialJson {
  return { ...trialJson(trial), test: test ?? null, checkpoints: folder }
}
