import { Command } from 'commander'
import { type ListedSweeps, listedSweeps } from '../answers/listed-sweeps.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { ListedSweepJson } from '../schemas/sweeps.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { metricText } from '../view/amounts.ts'
import { nameUnder } from '../view/control-text.ts'
import type { Result } from '../view/result.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

export function lsCommand(context: Context): Command {
  const command = new Command('ls')
    .description('list all sweeps')
    .addHelpText('after', '\nExample:\n  hypersweep ls\n  hypersweep ls --redis auto -f json')
    .action((flags: StoreFlags & ResultFlags) =>
      withEngine(flags, context, async ({ store, where, elsewhere }) => {
        const { sweeps, unreadable } = await listedSweeps(store)
        if (sweeps.length + unreadable.length === 0)
          context.err.write(`No sweeps in ${where} yet. ${elsewhere ?? 'hypersweep init writes a first one.'}\n`)
        if (sweeps.length > 0 || flags.format !== 'table') await writeResult(resultOf(sweeps), flags, context)
        if (unreadable.length > 0) throw notListed(unreadable)
      }),
    )
  return formatOption(storeOptions(command))
}

function notListed(unreadable: ListedSweeps['unreadable']): CliError {
  const lines = unreadable.map(({ name, why }) => `${name}: ${why}`)
  return new CliError('SWEEP_UNREADABLE', `Not listed: ${lines.join('\n')}`, '', { exitCode: 1 })
}

function resultOf(lines: readonly ListedSweepJson[]): Result {
  const counts = ['trials', 'complete', 'running', 'waiting', 'failed', 'cancelled'] as const
  return {
    columns: [
      { header: 'sweep', cuttable: true },
      ...counts.map((header) => ({ header, align: 'right' as const })),
      { header: 'best', align: 'right' },
      { header: 'metric', cuttable: true },
      { header: 'method' },
      { header: 'created' },
    ],
    rows: lines.map((line) => [
      nameUnder(line.control, line.name),
      ...counts.map((key) => String(line[key])),
      line.best === null ? '–' : metricText(line.best),
      line.metric,
      line.method,
      line.createdAt.slice(0, 16).replace('T', ' '),
    ]),
    json: lines,
    csv: { header: Object.keys(lines[0] ?? {}), rows: lines.map((line) => Object.values(line)) },
  }
}
