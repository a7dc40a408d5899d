import type { TrialRecord } from '@hypersweep/sweep'

interface Table {
  header: readonly string[]
  rows: readonly (readonly unknown[])[]
}

const FACTS = [
  'number',
  'state',
  'reason',
  'message',
  'score',
  'best_epoch',
  'epochs',
  'seed',
  'claims',
  'failures',
  'weights_sha256',
]

/** One row a trial: its facts, its params, and its metrics at the best epoch. */
export function trialsCsv(records: readonly TrialRecord[]): Table {
  const { params, metrics, header } = columnsOf(records, FACTS)
  const rows = records.map((record) => {
    const { number, state, best, epoch, seed, claims, failures } = record
    const failure = state.status === 'failed' ? [state.reason, state.message] : [null, null]
    const weights = state.status === 'complete' ? state.weightsSha256 : null
    const facts = [number, state.status, ...failure, best?.score, best?.epoch, epoch, seed, claims, failures, weights]
    return [...facts, ...params.map((name) => record.params[name]), ...metrics.map((name) => best?.metrics[name])]
  })
  return { header, rows }
}

const EPOCH_FACTS = ['number', 'state', 'epoch', 'seconds', 'samples_per_second', 'worker']

/** One row an epoch of each trial: its facts, the trial's params, and the metrics at that epoch. */
export function epochsCsv(records: readonly TrialRecord[]): Table {
  const { params, metrics, header } = columnsOf(records, EPOCH_FACTS)
  const rows = records.flatMap((record) =>
    record.reports.map((report) => {
      const { seconds, samplesPerSecond } = report.timing
      const facts = [record.number, record.state.status, report.epoch, seconds, samplesPerSecond, report.worker]
      return [...facts, ...params.map((name) => record.params[name]), ...metrics.map((name) => report.metrics[name])]
    }),
  )
  return { header, rows }
}

/** Names of params and metrics, and of their columns: a name that stands there already is told with what it is of. */
function columnsOf(records: readonly TrialRecord[], facts: readonly string[]) {
  const params = namesIn(records.map((record) => record.params))
  const metrics = namesIn(records.flatMap(({ reports }) => reports.map((report) => report.metrics)))
  const header = [...facts]
  for (const name of params) header.push(header.includes(name) ? `params.${name}` : name)
  for (const name of metrics) header.push(header.includes(name) ? `metrics.${name}` : name)
  return { params, metrics, header }
}

function namesIn(objects: readonly object[]): string[] {
  return [...new Set(objects.flatMap(Object.keys))]
}
