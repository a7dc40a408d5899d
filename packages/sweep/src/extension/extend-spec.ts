import { canonicalJson } from '@hypersweep/numbers'
import { SweepError } from '../errors.ts'
import type { ObjectiveSchema } from '../objective.ts'
import type { Json, JsonObject, SweepSpec } from '../spec.ts'
import { nextStage, specAt } from '../stages.ts'
import { parseSweep } from '../sweep-file/parse-sweep.ts'
import { sweepFile } from '../sweep-file/sweep-file.ts'
import type { ParamValue } from '../trial.ts'
import { sweepTrials } from '../trials.ts'
import { refuseUnclearDefaults } from './unclear-defaults.ts'
import { withAddedValues } from './wider-axes.ts'

/** What a sweep is to have; what it has already is no mistake, so that the same extension may be asked for again. */
export interface Extension {
  epochs?: number
  replicates?: number
  /** All trials of a sweep that has a `run_cap`: its new one. */
  trials?: number
  /** More values, by axis. */
  add?: Readonly<Record<string, readonly ParamValue[]>>
}

/**
 * The spec of a sweep with more epochs, replicates, values or trials, as its next stage; the same spec where it has all
 * of that already.
 *
 * A cap on the trials is raised so that all points that were begun get the new replicates, where `trials` says no more.
 *
 * @throws SweepError EXTEND_EPOCHS, EXTEND_REPLICATES, EXTEND_TRIALS, EXTEND_AXIS, EXTEND_VALUE for what cannot be;
 * EXTEND_NOTHING where the cap leaves no room
 */
export function extendSpec(spec: SweepSpec, extension: Extension, objective: ObjectiveSchema): SweepSpec {
  const { count } = sweepTrials(spec, objective)
  const now = specAt(spec)
  const longer = withEpochs(now, extension.epochs)
  const wider = withAddedValues(longer, extension.add ?? {})
  const next = withTrials(withReplicates(wider, count, extension.replicates), count, extension.trials)
  if (isSame(next, now)) return spec
  const extended = nextStage(spec, checked(next, objective))
  refuseUnclearDefaults(now, wider, objective)
  const { count: later } = sweepTrials(extended, objective)
  const isMore = next.replicates > now.replicates || !isSame(wider, longer)
  if (isMore && later === count) throw noRoom(next, count)
  return extended
}

function withEpochs(spec: SweepSpec, wanted: number | undefined): SweepSpec {
  const { training } = spec.objective
  const { epochs } = training
  if (wanted === undefined) return spec
  if (typeof epochs !== 'number') {
    const got = `The epochs of ${spec.name} are no number of its own but ${JSON.stringify(epochs ?? null)}.`
    throw new SweepError('EXTEND_EPOCHS', got, 'Add values to that axis instead, such as --add epochs=20.')
  }
  if (wanted < epochs) throw fewer('EXTEND_EPOCHS', spec, 'epochs', epochs, wanted)
  const longer: JsonObject = { ...training, epochs: wanted }
  return { ...spec, objective: { ...spec.objective, training: longer } }
}

function withReplicates(spec: SweepSpec, count: number, wanted = spec.replicates): SweepSpec {
  const { replicates, runCap } = spec
  if (wanted < replicates) throw fewer('EXTEND_REPLICATES', spec, 'replicates', replicates, wanted)
  if (runCap === undefined || wanted === replicates) return { ...spec, replicates: wanted }
  const begun = Math.ceil(count / replicates)
  return { ...spec, replicates: wanted, runCap: Math.max(runCap, begun * wanted) }
}

function withTrials(spec: SweepSpec, count: number, wanted: number | undefined): SweepSpec {
  if (wanted === undefined) return spec
  if (wanted < count) throw fewer('EXTEND_TRIALS', spec, 'trials', count, wanted)
  if (spec.runCap !== undefined) return { ...spec, runCap: wanted }
  const got = `${spec.name} is a grid without run_cap: all its trials are there.`
  throw new SweepError('EXTEND_TRIALS', got, 'Add values (--add AXIS=VALUE) or replicates (--replicates N).')
}

function fewer(code: string, { name }: SweepSpec, what: string, has: number, wanted: number): SweepError {
  const needed = `An extension only adds: say how many there are to be in all, ${has} or more.`
  return new SweepError(code, `${name} has ${has} ${what}, which is more than ${wanted}.`, needed)
}

function noRoom({ name, runCap }: SweepSpec, count: number): SweepError {
  const got = `${name} has ${count} trials, and run_cap ${runCap} leaves no room for more.`
  return new SweepError('EXTEND_NOTHING', got, `Say how many there are to be in all, such as --trials ${2 * count}.`)
}

function isSame(a: SweepSpec, b: SweepSpec): boolean {
  return canonicalJson(a as unknown as Json) === canonicalJson(b as unknown as Json)
}

/** What a sweep file of this spec would be told. */
function checked(spec: SweepSpec, objective: ObjectiveSchema): SweepSpec {
  try {
    return parseSweep(sweepFile(spec), objective).spec
  } catch (error) {
    if (!(error instanceof SweepError)) throw error
    const problems = error.issues.map(({ message }) => message)
    const got = `${spec.name} cannot be extended so. ${problems.join('\n') || error.message}`
    throw new SweepError('EXTEND_VALUE', got, '', { cause: error })
  }
}
