import type { SweepRecord, TrialRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
import { shownTrialJson } from '../answers/trial-json.ts'
import type { Context } from '../context.ts'
import { findSweep, findTrial } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { counted, metricText, valueText } from '../view/amounts.ts'
import { cells, pad, printable } from '../view/printable.ts'
import type { Result } from '../view/result.ts'
import { sparkline } from '../view/sparkline.ts'
import { type Column, table } from '../view/table.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

export function trialShowCommand(context: Context): Command {
  const command = new Command('show')
    .description('show one trial')
    .argument('<sweep>', 'name of a sweep')
    .argument('<number>', 'number of a trial')
    .addHelpText('after', '\nExample:\n  hypersweep trial show demo 17')
    .action((name: string, number: string, flags: StoreFlags & ResultFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        const record = await findTrial(engine, sweep, number)
        if (flags.format === 'table') context.out.write(trialText(record, sweep, context.out.columns))
        else await writeResult(curveResult(record), flags, context)
      }),
    )
  return formatOption(storeOptions(command))
}

function trialText(record: TrialRecord, sweep: SweepRecord, columns: number): string {
  const facts: (readonly [string, string])[] = [
    ...Object.entries(record.params).map(([name, value]): [string, string] => [printable(name), valueText(value)]),
    ['seed', String(record.seed)],
    ['claims', [String(record.claims), ...troubles(record)].join(', ')],
    ...(record.setback === undefined ? [] : ([['last setback', printable(record.setback)]] as const)),
    ...bestFact(record, sweep),
  ]
  const width = Math.max(...facts.map(([name]) => cells(name)))
  const lines = facts.map(([name, value]) => `  ${pad(name, width)}  ${value}`)
  const curves = record.reports.length > 0 ? curvesText(record, columns) : ''
  return `${sweep.name}, trial ${record.number}: ${stateText(record)}\n${lines.join('\n')}\n${curves}`
}

function troubles({ failures, crashes }: TrialRecord): string[] {
  return [
    ...(failures > 0 ? [counted(failures, 'failure')] : []),
    ...(crashes > 0 ? [`${crashes === 1 ? '1 crash' : `${crashes} crashes`} in a row`] : []),
  ]
}

/** The curves in as many columns as there is room for. */
function curvesText(record: TrialRecord, width: number): string {
  const { columns, rows } = curveResult(record)
  const { text, left } = table(columns, rows, width)
  return `\n${text}\n${left.length > 0 ? `No room for ${left.join(', ')}; -f csv has all.\n` : ''}`
}

function bestFact({ best, reports }: TrialRecord, { spec: { metric } }: SweepRecord): [string, string][] {
  if (!best) return []
  const curve = sparkline(reports.flatMap((report) => report.metrics[metric.name] ?? []))
  return [[printable(metric.name), `${metricText(best.score)} at epoch ${best.epoch}  ${curve}`]]
}

function stateText({ state }: TrialRecord): string {
  if (state.status === 'running') return `running on ${printable(state.worker)}`
  return state.status === 'failed' ? `failed (${state.reason}): ${printable(state.message)}` : state.status
}

/** What every network reports comes first, then the run, then the gauges, which a narrow screen has no room for. */
function curveResult(record: TrialRecord): Result {
  const all = [...new Set(record.reports.flatMap((report) => Object.keys(report.metrics)))]
  const [names, gauges] = [all.filter((name) => !isGauge(name)), all.filter(isGauge)]
  const right = (header: string): Column => ({ header, align: 'right' })
  const values = (of: readonly string[], metrics: Metrics) =>
    of.map((name) => (metrics[name] === undefined ? '' : metricText(metrics[name])))
  return {
    columns: [...['epoch', ...names, 'seconds'].map(right), { header: 'worker', cuttable: true }, ...gauges.map(right)],
    rows: record.reports.map(({ epoch, metrics, timing, worker }) => [
      String(epoch),
      ...values(names, metrics),
      timing.seconds.toFixed(2),
      worker,
      ...values(gauges, metrics),
    ]),
    json: shownTrialJson(record),
    csv: {
      header: ['epoch', ...all, 'seconds', 'worker'],
      rows: record.reports.map(({ epoch, metrics, timing, worker }) => [
        epoch,
        ...all.map((name) => metrics[name]),
        timing.seconds,
        worker,
      ]),
    },
  }
}

type Metrics = TrialRecord['reports'][number]['metrics']

function isGauge(metric: string): boolean {
  return /^(grad_norm|dead_units|update_ratio_\d+)$/.test(metric)
}
