import { canonicalJson } from '@hypersweep/numbers'
import type { SweepSpec } from './spec.ts'
import type { Trial } from './trial.ts'

/**
 * The spec as it was at a stage, which is that of a sweep never extended: 0 as it was registered, 1 after the first
 * extension; the last one where `stage` is left out.
 */
export function specAt({ earlier = [], ...spec }: SweepSpec, stage: number = earlier.length): SweepSpec {
  const then = earlier[stage]
  if (then === undefined) return spec
  const { parameters, replicates, runCap, training } = then
  const { runCap: _later, ...rest } = spec
  const objective = { ...spec.objective, training }
  return { ...rest, parameters, replicates, objective, ...(runCap !== undefined && { runCap }) }
}

/** How often a sweep was extended: the stage of trials that are added now. */
export function lastStage({ earlier = [] }: SweepSpec): number {
  return earlier.length
}

/** The trials that are trained as the sweep was and not as it is: their stage has another `training`. */
export function behind<Some extends Pick<Trial, 'stage'>>(spec: SweepSpec, trials: readonly Some[]): Some[] {
  if (spec.earlier === undefined) return []
  const now = canonicalJson(spec.objective.training)
  const isBehind = spec.earlier.map(({ training }) => canonicalJson(training) !== now)
  return trials.filter(({ stage = 0 }) => isBehind[stage])
}

/** The spec that comes after another one of the same sweep: it keeps how the sweep was before. */
export function nextStage(spec: SweepSpec, next: SweepSpec): SweepSpec {
  const { parameters, replicates, runCap, objective } = spec
  const now = { parameters, replicates, training: objective.training, ...(runCap !== undefined && { runCap }) }
  return { ...specAt(next), earlier: [...(spec.earlier ?? []), now] }
}
