import type { SweepRecord, TrialRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import { findSweep, findTrial } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { counted, metricText, valueText } from '../view/amounts.ts'
import { cells, pad, printable } from '../view/printable.ts'
import { sparkline } from '../view/sparkline.ts'
import { type Column, table } from '../view/table.ts'
import { formatOption, type Result, type ResultFlags, writeResult } from './result-options.ts'
import { trialJson } from './trial-json.ts'

export function trialCommand(context: Context): Command {
  const show = new Command('show')
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
  return new Command('trial')
    .description('one trial: its parameters, curve and claims')
    .addCommand(formatOption(storeOptions(show)))
}

function trialText(record: TrialRecord, sweep: SweepRecord, columns: number): string {
  const facts: [string, string][] = [
    ...Object.entries(record.params).map(([name, value]): [string, string] => [printable(name), valueText(value)]),
    ['seed', String(record.seed)],
    ['claims', `${record.claims}${record.failures > 0 ? `, ${counted(record.failures, 'failure')}` : ''}`],
    ...bestFact(record, sweep),
  ]
  const width = Math.max(...facts.map(([name]) => cells(name)))
  const lines = facts.map(([name, value]) => `  ${pad(name, width)}  ${value}`)
  const { columns: heads, rows } = curveResult(record)
  const curves = rows.length > 0 ? `\n${table(heads, rows, columns).text}\n` : ''
  return `${sweep.name}, trial ${record.number}: ${stateText(record)}\n${lines.join('\n')}\n${curves}`
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

function curveResult(record: TrialRecord): Result {
  const names = [...new Set(record.reports.flatMap((report) => Object.keys(report.metrics)))]
  const right = (header: string): Column => ({ header, align: 'right' })
  const header = ['epoch', ...names, 'seconds', 'worker']
  return {
    columns: [...header.slice(0, -1).map(right), { header: 'worker', cuttable: true }],
    rows: record.reports.map(({ epoch, metrics, timing, worker }) => [
      String(epoch),
      ...names.map((name) => (metrics[name] === undefined ? '' : metricText(metrics[name]))),
      timing.seconds.toFixed(2),
      worker,
    ]),
    json: { ...trialJson(record), reports: record.reports },
    csv: {
      header,
      rows: record.reports.map(({ epoch, metrics, timing, worker }) => [
        epoch,
        ...names.map((name) => metrics[name]),
        timing.seconds,
        worker,
      ]),
    },
  }
}
