import type { SweepRecord, TrialEvent, TrialRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import { findSweep, findTrial } from '../lookup.ts'
import type { TrialLogJson } from '../schemas/trial.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { metricText } from '../view/amounts.ts'
import { printable } from '../view/printable.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

export function trialLogsCommand(context: Context): Command {
  const command = new Command('logs')
    .description('what happened to a trial: who took it, what it reported, why it was given back, how it ended')
    .argument('<sweep>', 'name of a sweep')
    .argument('<number>', 'number of a trial')
    .addHelpText('after', EXAMPLES)
    .action((name: string, number: string, flags: StoreFlags & ResultFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        const trial = await findTrial(engine, sweep, number)
        const events = await engine.store.events(trial.id)
        if (events.length === 0) context.err.write(`Nobody has taken trial ${trial.number} of ${name} yet.\n`)
        if (flags.format === 'table')
          context.out.write(
            logLines(events, trial, sweep)
              .map((line) => `${line}\n`)
              .join(''),
          )
        else await writeResult({ columns: [], rows: [], ...logJson(events, trial, sweep) }, flags, context)
      }),
    )
  return formatOption(storeOptions(command))
}

const EXAMPLES = `
Examples:
  hypersweep trial logs demo 17
  hypersweep trial logs demo 17 -f json

The last hundred events are kept; hypersweep trial show has each epoch.`

/** Each event on a line, and between two the epochs that were reported. */
function logLines(events: readonly TrialEvent[], trial: TrialRecord, sweep: SweepRecord): string[] {
  return events
    .flatMap((event, index) => {
      const before = events[index - 1]
      const from = before?.what === 'reopened' ? event.epoch : (before?.epoch ?? event.epoch)
      return [...epochLines({ trial, sweep, from, to: event.epoch }), eventLine(event)]
    })
    .concat(lastEpochs(events, trial, sweep))
}

/** What was reported since the last event. */
function lastEpochs(events: readonly TrialEvent[], trial: TrialRecord, sweep: SweepRecord): string[] {
  const from = events.at(-1)?.epoch
  return from === undefined ? [] : epochLines({ trial, sweep, from, to: trial.epoch })
}

const INDENT = ' '.repeat(21)

interface Stretch {
  trial: TrialRecord
  sweep: SweepRecord
  from: number
  to: number
}

function epochLines({ trial, sweep: { spec }, from, to }: Stretch): string[] {
  const reports = trial.reports.filter(({ epoch }) => epoch > from && epoch <= to)
  const [first, last] = [reports[0], reports.at(-1)]
  if (!first || !last) return []
  const seconds = reports.reduce((sum, { timing }) => sum + timing.seconds, 0) / reports.length
  const values = (first === last ? [first] : [first, last]).map(({ metrics }) =>
    metricText(metrics[spec.metric.name] ?? Number.NaN),
  )
  const which = first === last ? `epoch ${first.epoch}` : `epochs ${first.epoch} to ${last.epoch}`
  return [`${INDENT}${which}: ${printable(spec.metric.name)} ${values.join(' → ')}, ${seconds.toFixed(2)} s each`]
}

function eventLine({ at, what, attempt, worker, epoch, text }: TrialEvent): string {
  const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ')
  const after = epoch === 0 ? '' : ` after epoch ${epoch}`
  const words = { claimed: `attempt ${attempt} on ${worker}${epoch === 0 ? '' : `, going on${after}`}`, ...ENDINGS }[
    what
  ]
  return printable(`${time}  ${words}${what === 'claimed' ? '' : `${after}${whyText(what, text)}`}`)
}

/** What failed is told as elsewhere: `failed after epoch 2 (diverged): The loss is NaN.` */
function whyText(what: TrialEvent['what'], text = ''): string {
  const [, reason, message] = (what === 'failed' && /^(\w+): (.*)$/s.exec(text)) || []
  if (reason !== undefined) return ` (${reason}): ${message}`
  return text === '' ? '' : `: ${text}`
}

const ENDINGS = {
  lost: 'its lease ran out: its worker is dead or cut off',
  'given back': 'given back',
  complete: 'complete',
  failed: 'failed',
  reopened: 'opened again',
} as const

function logJson(events: readonly TrialEvent[], { number }: TrialRecord, { name }: SweepRecord) {
  const told = events.map(({ at, what, attempt, worker, epoch, text = null }) => {
    return { at: new Date(at).toISOString(), what, attempt, worker, epoch, text }
  })
  const json: TrialLogJson = { sweep: name, number, events: told }
  const header = ['at', 'what', 'attempt', 'worker', 'epoch', 'text'] as const
  return { json, csv: { header: [...header], rows: told.map((event) => header.map((key) => event[key])) } }
}
