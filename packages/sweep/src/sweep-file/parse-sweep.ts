import type { Position } from '../errors.ts'
import type { ObjectiveSchema } from '../objective.ts'
import { isDiscrete } from '../space/discrete.ts'
import type { Path } from '../space/references.ts'
import type { SearchSpace, SweepSpec } from '../spec.ts'
import { absentOptions } from './absent-options.ts'
import { withAgreedDefaults } from './agreed-defaults.ts'
import { checkObjective } from './check-objective.ts'
import { trialProblems } from './check-trials.ts'
import { idlePlaces } from './idle-places.ts'
import { placeAxes } from './place-axes.ts'
import { isUnder, type Problem } from './problem.ts'
import { readAxes } from './read-axes.ts'
import { retentionOf } from './retention.ts'
import { readSource, type SourceOptions, type SweepSource } from './source.ts'
import { type SweepFile, sweepSchema } from './sweep-schema.ts'
import { zodProblems } from './zod-problems.ts'

export interface ParsedSweep {
  spec: SweepSpec
  /** Of the value at a path of the file, or of the nearest thing above it: where a later check may point. */
  positionOf(path: Path): Position | undefined
}

/**
 * Reads a sweep file: YAML 1.2 in W&B's keys, checked as a whole before anything runs.
 *
 * @param set  overrides, `key=value` with dotted keys
 * @throws SweepError SWEEP_FILE with everything that is wrong in `issues`, each with line and column; OVERRIDE
 */
export function parseSweep(text: string, objective: ObjectiveSchema, options: SourceOptions = {}): ParsedSweep {
  const source = readSource(text, options)
  const { file, space } = readShape(source)
  const spec = { ...specOf(file, space), objective: readObjective(file, space, objective, source) }
  stopAt(trialProblems(spec, objective), source)
  return { spec, positionOf: (path) => source.positionOf(path) }
}

function readShape(source: SweepSource): { file: SweepFile; space: SearchSpace } {
  const { value } = source
  const absent = absentOptions(value)
  const result = sweepSchema.safeParse(value)
  const refused = result.success ? [] : zodProblems(result.error, { schema: sweepSchema, value, root: [] })
  const shape = [...absent, ...refused.filter(({ path }) => !absent.some((one) => isUnder(path, one.path)))]
  if (!result.success) throw source.error([...shape, ...axisProblems(source)])
  const { space, problems } = readAxes(result.data.parameters, result.data.metric.name, source)
  const continuous = result.data.method === 'grid' ? space.flatMap(continuousInGrid) : []
  stopAt([...shape, ...problems, ...continuous], source)
  return { file: result.data, space }
}

/** The axes of a file whose rest is wrong, so that all can be mended at once. */
function axisProblems(source: SweepSource): Problem[] {
  const { parameters } = source.value
  const isMapping = typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)
  return isMapping ? readAxes(parameters as SweepFile['parameters'], '', source).problems : []
}

function continuousInGrid({ name, distribution }: SearchSpace[number]): Problem[] {
  if (isDiscrete(distribution)) return []
  const message = `parameters.${name} is a continuous range, and a grid needs values that can be counted. Add a step (q: 0.1 makes it a q_uniform), or list the values (values: [...]).`
  return [{ path: ['parameters', name], message }]
}

function readObjective(file: SweepFile, space: SearchSpace, objective: ObjectiveSchema, source: SweepSource) {
  const { data, model, training, parameters } = file
  const placed = placeAxes({ data, model, training }, space, objective.trainingKeys)
  stopAt(placed.problems, source)
  const { problems, canonical } = checkObjective({
    objective: placed.objective,
    space,
    parameters,
    schema: objective.schema,
  })
  stopAt(problems, source)
  stopAt(idlePlaces(placed.objective, canonical, objective), source)
  return withAgreedDefaults(placed.objective, canonical)
}

function specOf(file: SweepFile, parameters: SearchSpace): Omit<SweepSpec, 'objective'> {
  const { name, method, metric, seed, replicates, retry, run_cap: runCap } = file
  const { trial_seconds: trialSeconds, stall_seconds: stallSeconds } = file.limits
  const limits = { ...(trialSeconds !== undefined && { trialSeconds }), stallSeconds }
  const spec = { name, method, metric, parameters, seed, replicates, retry, limits, ...retentionOf(file) }
  const { requires = {} } = file
  const needed = Object.keys(requires).length === 0 ? {} : { requires }
  return { ...spec, ...needed, ...(runCap !== undefined && { runCap }) }
}

function stopAt(problems: readonly Problem[], source: SweepSource): void {
  if (problems.length > 0) throw source.error(problems)
}
