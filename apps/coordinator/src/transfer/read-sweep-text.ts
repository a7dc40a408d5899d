import { canonicalJson } from '@hypersweep/numbers'
import { networkObjective } from '@hypersweep/runner'
import {
  type Control,
  type PastTrial,
  parseSweep,
  SweepError,
  type SweepRecord,
  type SweepSpec,
  scoredEpoch,
  specDifferences,
  sweepDigest,
  sweepFile,
  sweepTrials,
  trialId,
} from '@hypersweep/sweep'
import { IMPORTED } from '../imported.ts'
import { EXPORT_FORMAT, exportedSweep } from '../schemas/exported.ts'
import { fileError } from './file-error.ts'
import { type JsonPath, jsonPosition, positionAt } from './json-position.ts'

/** A sweep that comes from elsewhere, whole and checked. */
export interface SweepImport {
  sweep: SweepRecord
  control: Control
  trials: readonly PastTrial[]
  digest: string
}

/**
 * Reads what `sweepText` writes, and checks that it holds together: that the spec is one of this version, that every trial
 * is one of its, that each best epoch is the best of its curve, and that all results give the digest that is told.
 *
 * @throws CliError IMPORT_FILE with line and column
 */
export function readSweepText(text: string, file: string): SweepImport {
  const refuse = (path: JsonPath, message: string, needed: string): never => {
    throw fileError(message, needed, file, jsonPosition(text, path))
  }
  const value = parsed(text, file)
  const format = (value as { format?: unknown } | null)?.format
  if (format !== EXPORT_FORMAT) {
    const got =
      format === undefined ? 'This is no sweep that was exported.' : `The format is ${JSON.stringify(format)}.`
    refuse(['format'], got, `This version reads ${EXPORT_FORMAT}, as hypersweep export writes it, and CSV.`)
  }
  const result = exportedSweep.safeParse(value)
  if (!result.success) {
    const [issue] = result.error.issues
    refuse(issue!.path, `${issue!.path.map(String).join('.')}: ${issue!.message}.`, 'Export it again.')
  }
  const { sweep: told, digest, trials } = result.data!
  const { control, ...rest } = told
  const sweep = rest as unknown as SweepRecord
  const past = trials as unknown as PastTrial[]
  checkSpec(sweep, refuse)
  checkTrials(sweep, past, refuse)
  const found = digestOf(sweep, past)
  if (found !== digest) {
    refuse(
      ['digest'],
      `The trials give the digest ${found}, and not this one.`,
      'The file was changed: export it again.',
    )
  }
  return { sweep, control, trials: past, digest }
}

type Refuse = (path: JsonPath, message: string, needed: string) => never

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length)
    throw fileError(`This is not JSON: ${message}.`, 'Export it again.', file, positionAt(text, offset), error)
  }
}

/** Nothing is known of the spec of another program's sweep. */
function checkSpec({ spec, numerics }: SweepRecord, refuse: Refuse): void {
  if (numerics === IMPORTED) return
  const { earlier: _, ...latest } = spec
  try {
    // A sweep that was set aside has a name that no file may have.
    const again = parseSweep(sweepFile({ ...latest, name: 'spec' }), networkObjective).spec
    const [key] = specDifferences(again, { ...latest, name: 'spec' })
    if (key !== undefined) refuse(['sweep', 'spec'], `In this version ${key} of the spec means something else.`, NEWER)
  } catch (error) {
    if (!(error instanceof SweepError)) throw error
    refuse(['sweep', 'spec'], `This version cannot read the spec: ${error.issues[0]?.message ?? error.message}`, NEWER)
  }
}

const NEWER = 'Use the version that exported it.'

function checkTrials(sweep: SweepRecord, trials: readonly PastTrial[], refuse: Refuse): void {
  const known = sweep.numerics === IMPORTED ? undefined : sweepTrials(sweep.spec, networkObjective)
  const seen = new Set<number>()
  for (const [index, trial] of trials.entries()) {
    const at = (...path: JsonPath) => ['trials', index, ...path]
    if (seen.has(trial.number))
      refuse(at('number'), `There is a trial ${trial.number} before this one.`, 'Export it again.')
    seen.add(trial.number)
    const wrong = curveFault(trial, sweep.spec)
    if (wrong !== undefined) refuse(at(...wrong.path), wrong.message, 'Export it again.')
    if (known && !isTrialOf(known, trial)) {
      refuse(at(), `The sweep has no trial ${trial.number} with these params and this seed.`, 'Export it again.')
    }
  }
}

function isTrialOf({ count, trial }: ReturnType<typeof sweepTrials>, { number, params, seed }: PastTrial): boolean {
  if (number >= count) return false
  const own = trial(number)
  const names = Object.keys(own.params)
  const isSame =
    names.length === Object.keys(params).length && names.every((name) => Object.is(own.params[name], params[name]))
  return isSame && own.seed === seed
}

function curveFault({ reports, state, best, epoch }: PastTrial, { metric }: SweepSpec) {
  const wrong = reports.findIndex((report, index) => report.epoch !== index + 1)
  if (wrong >= 0) return { path: ['reports', wrong, 'epoch'], message: `Epoch ${wrong + 1} is missing here.` }
  if (epoch !== reports.length) return { path: ['epoch'], message: `There are reports of ${reports.length} epochs.` }
  const missing = reports.findIndex(({ metrics }) => !Object.hasOwn(metrics, metric.name))
  if (missing >= 0) return { path: ['reports', missing, 'metrics'], message: `${metric.name} is missing here.` }
  const own = scoredEpoch(metric, reports)
  const told = [
    ...(state.status === 'complete' ? [{ path: ['state', 'best'], best: state.best }] : []),
    ...(state.status === 'complete' || best !== undefined ? [{ path: ['best'], best }] : []),
  ]
  const wrongBest = told.find(
    (each) => each.best === undefined || !own || canonicalJson(each.best) !== canonicalJson(own),
  )
  const bestText = own ? `epoch ${own.epoch}, with ${metric.name} ${own.score}` : 'none'
  return wrongBest && { path: wrongBest.path, message: `The best epoch of the curve is ${bestText}.` }
}

export function digestOf({ id }: SweepRecord, trials: readonly PastTrial[]): string {
  return sweepDigest(trials.map((trial) => ({ ...trial, id: trialId(id, trial.number) })))
}
