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

/** Where its weights are: the folder of its checkpoints, and the one of its scored epoch where that is kept. */
export async function bestPlaces({ checkpoints }: Engine, { id, best }: TrialSummary): Promise<BestPlaces> {
  const folder = `${checkpoints.place}/${id}`
  // Who may only look at results, or has the weights elsewhere, is told the folder.
  const file = (await checkpoints.contents(id).catch(() => [])).find(
    (kept) => kept.kind === 'checkpoint' && kept.ref.epoch === best?.epoch && kept.ref.step === 0,
  )
  return { folder, ...(file && { file: `${folder}/${file.name}` }) }
}

export interface BestPlaces {
  folder: string
  file?: string
}

export interface BestFacts extends BestPlaces {
  /** On the test rows, where that was asked for. */
  test?: BestTrialJson['test'] | undefined
}

export function bestJson(trial: TrialSummary, { test, folder, file }: BestFacts): BestTrialJson {
  return { ...trialJson(trial), test: test ?? null, checkpoint: file ?? null, checkpoints: folder }
}
