import type { Checkpoint, NetworkSpec } from '@hypersweep/core'
import { canonicalJson } from '@hypersweep/numbers'
import { type JsonObject, resolveObjective, type SweepRecord, specAt, type Trial } from '@hypersweep/sweep'
import { networkSpec } from '../objective/network-spec.ts'
import { dependsOnEpochs } from './depends-on-epochs.ts'

/** What a trial's bits depend on; a checkpoint goes on only under the same. */
export interface TrialIdentity {
  numerics: string
  spec: NetworkSpec
  seed: number
  dataSha256: string
}

/**
 * Under the spec of the trial's stage.
 *
 * @throws RunnerError OBJECTIVE_INVALID when the trial's params make no network
 */
export function trialIdentity(sweep: SweepRecord, trial: Trial): TrialIdentity {
  return {
    numerics: sweep.numerics,
    spec: networkSpec(resolveObjective(specAt(sweep.spec, trial.stage ?? 0).objective, trial.params)),
    seed: trial.seed,
    dataSha256: sha256Of(sweep.spec.objective.data),
  }
}

/**
 * Why a checkpoint is not this trial's, naming both sides; none where it is. One that was made when the trial had fewer
 * epochs is its own where that made no difference.
 */
export function foreignness(checkpoint: Checkpoint, trial: TrialIdentity): string | undefined {
  const { numerics, spec, seed, dataSha256 } = trial
  const pairs = [
    ['numerics', checkpoint.numerics, numerics],
    ['data', checkpoint.data.sha256, dataSha256],
    ['seed', String(checkpoint.seed), String(seed)],
    ['network', canonicalJson(grown(checkpoint.spec, spec)), canonicalJson(spec)],
  ] as const
  const odd = pairs.find(([, got, needed]) => got !== needed)
  return odd && `its ${odd[0]} is ${odd[1]}, the trial's ${odd[2]}`
}

function grown(of: NetworkSpec, { epochs }: NetworkSpec): NetworkSpec {
  return of.epochs < epochs && !dependsOnEpochs(of) ? { ...of, epochs } : of
}

function sha256Of(data: JsonObject): string {
  return typeof data['sha256'] === 'string' ? data['sha256'] : ''
}
