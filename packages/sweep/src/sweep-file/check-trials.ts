import { actingAxes } from '../effects.ts'
import { SweepError } from '../errors.ts'
import type { ObjectiveSchema } from '../objective.ts'
import { everActing } from '../samplers/regimes.ts'
import type { JsonObject, SweepSpec } from '../spec.ts'
import { sweepTrials } from '../trials.ts'
import type { Problem } from './problem.ts'

const TRIAL_LIMIT = 1e7

/** Axes that act in no trial, and too many trials: what only the whole sweep shows. */
export function trialProblems(spec: SweepSpec, objective: ObjectiveSchema): Problem[] {
  try {
    const idle = idleAxes(spec, objective)
    return idle.length > 0 ? idle : countProblems(spec, objective)
  } catch (error) {
    if (!(error instanceof SweepError)) throw error
    return [{ path: ['parameters'], at: 'key', message: error.message }]
  }
}

function idleAxes({ parameters, objective: sections }: SweepSpec, objective: ObjectiveSchema): Problem[] {
  const acting = everActing(parameters, actingAxes(sections, objective))
  const chosen = choices(sections.training)
  return parameters
    .filter(({ name }) => !acting.has(name))
    .map(({ name }) => {
      const message = `parameters.${name} has no effect in any trial: it does not act under training ${chosen}. Remove it, or choose others, for example another optimizer.`
      return { path: ['parameters', name], at: 'key', message }
    })
}

/** What was chosen by name, as it could stand in the file: `{ optimizer: adam, schedule: constant }`. */
function choices(training: JsonObject): string {
  const named = Object.entries(training).filter(([, value]) => typeof value === 'string' && !value.startsWith('$'))
  return `{ ${named.map(([key, value]) => `${key}: ${value}`).join(', ')} }`
}

function countProblems(spec: SweepSpec, objective: ObjectiveSchema): Problem[] {
  const { count } = sweepTrials(spec, objective)
  if (count <= TRIAL_LIMIT) return []
  const message = `The sweep has ${count} trials, and at most ${TRIAL_LIMIT} are possible. Use fewer values or replicates, or run_cap.`
  return [{ path: [spec.runCap === undefined ? 'parameters' : 'run_cap'], at: 'key', message }]
}
