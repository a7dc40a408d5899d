import type { CsvRecord } from '@hypersweep/datasets'
import type { Metrics, Params, ParamValue, PastTrial, SweepSpec, TrialEnd } from '@hypersweep/sweep'
import { IMPORTED } from '../imported.ts'
import { type CsvTable, cellFault, columnNamed, csvTable, type ParamColumn, paramColumns } from './csv-columns.ts'
import { foreignState, STATE_NAMES } from './trial-state.ts'

export interface CsvImport {
  trials: readonly PastTrial[]
  /** How many rows were left out, since their trials have not ended. */
  open: number
}

export interface CsvColumns {
  /** The names of the params; without, the columns that say so. */
  params?: readonly string[] | undefined
  metric: string
  /** The column of the states; without, `state` where there is one. */
  state?: string | undefined
}

/**
 * Reads a table of trials that another program has written, each line one trial. Numbers become numbers, `true` and
 * `false` booleans; an empty param is one that the trial does not have. Other columns of numbers become metrics too.
 *
 * @throws CliError IMPORT_FILE with line and column, IMPORT_COLUMN, IMPORT_PARAMS
 */
export function readTrialsCsv(text: string, file: string, { params: wanted, metric, state }: CsvColumns): CsvImport {
  const table = csvTable(text, file)
  const params = paramColumns(table, wanted)
  const metricPlace = columnNamed(table, metric, '--metric')
  const statePlace =
    state === undefined ? table.names.findIndex((name) => /^state$/i.test(name)) : columnNamed(table, state, '--state')
  const numberPlace = numberColumn(table)
  const metrics = metricColumns(table, [
    ...params.map(({ place }) => place),
    metricPlace,
    statePlace,
    numberPlace ?? -1,
  ])
  const trials: PastTrial[] = []
  let open = 0
  for (const [index, row] of table.rows.entries()) {
    const status = statePlace < 0 ? 'complete' : stateOf(table, row, statePlace)
    if (status === 'open') {
      open += 1
      continue
    }
    const value = numberIn(row.cells[metricPlace]!)
    if (value === undefined && row.cells[metricPlace]!.trim() !== '') {
      throw cellFault(table, row, metricPlace, 'A metric is a number; name another column with --metric.')
    }
    const own = { [metric]: value ?? Number.NaN, ...otherMetrics(table, row, metrics) }
    const number = numberPlace === undefined ? index : Number(row.cells[numberPlace])
    trials.push({ number, params: paramsOf(row, params), seed: 0, ...outcome(status, own, metric) })
  }
  return { trials: trials.sort((a, b) => a.number - b.number), open }
}

type Ended = 'complete' | 'failed' | 'pruned'

function stateOf(table: CsvTable, row: CsvRecord, place: number): Ended | 'open' {
  const found = foreignState(row.cells[place]!)
  if (found !== undefined) return found
  throw cellFault(table, row, place, `A state is one of ${STATE_NAMES.join(', ')}; name another column with --state.`)
}

function outcome(status: Ended, metrics: Metrics, metric: string): Omit<PastTrial, 'number' | 'params' | 'seed'> {
  const score = metrics[metric]!
  const isResult = status === 'complete' && Number.isFinite(score)
  const nothing = { generation: 0, claims: 1, failures: 0, crashes: 0 }
  if (!isResult) return { ...nothing, state: failure(status, score, metric), epoch: 0, reports: [] }
  const best = { epoch: 1, score, metrics }
  const report = { epoch: 1, metrics, timing: { seconds: 0, samplesPerSecond: 0 }, worker: IMPORTED }
  return { ...nothing, state: { status: 'complete', best, weightsSha256: '' }, epoch: 1, best, reports: [report] }
}

function failure(status: Ended, score: number, metric: string): TrialEnd {
  const message = {
    failed: 'It failed in the program that it comes from.',
    pruned: 'It was pruned in the program that it comes from.',
    complete: `It has no finite ${metric}${Number.isNaN(score) ? '' : `: ${score}`}.`,
  }[status]
  return { status: 'failed', reason: 'error', message }
}

function paramsOf({ cells }: CsvRecord, params: readonly ParamColumn[]): Params {
  return Object.fromEntries(
    params.flatMap(({ name, place }): [string, ParamValue][] => {
      const text = cells[place]!.trim()
      if (text === '') return []
      const number = numberIn(text)
      if (number !== undefined && Number.isFinite(number)) return [[name, number]]
      return [[name, /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text]]
    }),
  )
}

/** The columns, beside those that are something else, in which nothing but numbers stands. */
function metricColumns({ names, rows }: CsvTable, others: readonly number[]): number[] {
  return [...names.keys()].filter((place) => {
    if (others.includes(place) || names[place] === '') return false
    const texts = rows.map(({ cells }) => cells[place]!.trim()).filter((text) => text !== '')
    return texts.length > 0 && texts.every((text) => numberIn(text) !== undefined)
  })
}

function otherMetrics({ names }: CsvTable, { cells }: CsvRecord, places: readonly number[]): Metrics {
  return Object.fromEntries(
    places.flatMap((place) => {
      const value = numberIn(cells[place]!)
      return value !== undefined && Number.isFinite(value) ? [[names[place]!, value]] : []
    }),
  )
}

/** The trials' own numbers, where there are any. */
function numberColumn({ names, rows }: CsvTable): number | undefined {
  const place = names.indexOf('number')
  if (place < 0) return undefined
  const numbers = rows.map(({ cells }) => cells[place]!)
  const areNumbers = numbers.every((text) => /^\d{1,9}$/.test(text))
  return areNumbers && new Set(numbers.map(Number)).size === numbers.length ? place : undefined
}

/** Undefined for what is no number; programs write NaN and infinities too. */
function numberIn(text: string): number | undefined {
  const plain = text.trim()
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return Number(plain)
  if (/^nan$/i.test(plain)) return Number.NaN
  const infinite = /^([+-]?)inf(inity)?$/i.exec(plain)
  return infinite ? Number(`${infinite[1]}Infinity`) : undefined
}

export interface Guessing {
  name: string
  metric: SweepSpec['metric']
  trials: readonly PastTrial[]
}

/** So many values of an axis are listed; of more, the range is told. */
const MOST_VALUES = 50

/** The spec of a sweep of which only its trials are known. */
export function guessedSpec({ name, metric, trials }: Guessing): SweepSpec {
  const names = [...new Set(trials.flatMap(({ params }) => Object.keys(params)))]
  const parameters = names.map((axis) => {
    const values = [...new Set(trials.flatMap(({ params }) => params[axis] ?? []))]
    const numbers = values.filter((value) => typeof value === 'number')
    const isRange = values.length > MOST_VALUES && numbers.length === values.length
    const range = {
      min: numbers.reduce((a, b) => Math.min(a, b), Infinity),
      max: numbers.reduce((a, b) => Math.max(a, b), -Infinity),
    }
    return {
      name: axis,
      distribution: isRange ? ({ kind: 'uniform', ...range } as const) : ({ kind: 'categorical', values } as const),
    }
  })
  return {
    name,
    method: 'random',
    metric,
    parameters,
    objective: { data: {}, model: {}, training: {} },
    seed: 0,
    replicates: 1,
    runCap: trials.length,
    retry: { max: 0 },
    limits: { stallSeconds: 600 },
    checkpoints: { every: 1, keep: 'best+last', topK: 1 },
    ensemble: { method: 'average', top: 1, size: 1 },
  }
}
