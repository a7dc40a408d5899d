import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { allRecords } from '../all-records.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { findSweep } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { sweepText } from '../transfer/sweep-text.ts'
import { epochsCsv, trialsCsv } from '../transfer/trials-csv.ts'
import { counted } from '../view/amounts.ts'
import { csv } from '../view/csv.ts'

interface ExportFlags extends StoreFlags {
  format: 'json' | 'csv'
  epochs?: boolean
  output?: string
}

export function exportCommand(context: Context): Command {
  const command = new Command('export')
    .description('a sweep as one file, for another store or another program')
    .argument('<sweep>', 'name of a sweep')
    .addOption(
      new Option('-f, --format <format>', 'how it is written')
        .choices(['json', 'csv'])
        .argParser(formatOf)
        .default('json'),
    )
    .option('--epochs', 'csv: a row for each epoch of each trial, and not one a trial')
    .option('-o, --output <file>', 'write it into this file')
    .addHelpText('after', EXPLANATION)
    .action((name: string, flags: ExportFlags) =>
      withEngine(flags, context, async (engine) => {
        if (flags.epochs && flags.format !== 'csv') {
          throw new CliError('EXPORT_EPOCHS', 'JSON has every epoch in any case.', 'Say -f csv, or leave --epochs out.')
        }
        const sweep = await findSweep(engine, name)
        const records = await allRecords(engine, sweep.id)
        if (flags.format === 'json')
          await write(sweepText(sweep, await engine.store.control(sweep.id), records), flags, context)
        else await write(csvText(records, flags), flags, context)
        const running = records.filter(({ state }) => state.status === 'running').length
        if (running > 0)
          context.err.write(`${counted(running, 'trial')} still run; there they wait, with their epochs so far.\n`)
      }),
    )
  return storeOptions(command)
}

const EXPLANATION = `
json  everything but the checkpoints: spec, seeds, params, curves, hashes. Read by
      hypersweep import into any store, where hypersweep digest tells the same
      hash. docs/schemas/export.json describes it.
csv   a table of the trials, for a spreadsheet or a data frame

Examples:
  hypersweep export demo -o demo.json
  hypersweep export demo -f csv --epochs -o curves.csv`

function formatOf(text: string): ExportFlags['format'] {
  if (text === 'json' || text === 'csv') return text
  throw new InvalidArgumentError(`This version has no ${text}; it writes json and csv.`)
}

function csvText(records: Parameters<typeof trialsCsv>[0], { epochs }: ExportFlags): string {
  const { header, rows } = epochs ? epochsCsv(records) : trialsCsv(records)
  return csv(header, rows)
}

async function write(text: string, { output }: ExportFlags, context: Context): Promise<void> {
  if (output === undefined) return context.out.data(text)
  try {
    await writeFile(resolve(context.cwd, output), text)
  } catch (error) {
    const got = `${output} cannot be written (${(error as Error).message}).`
    throw new CliError('UNWRITABLE', got, 'Give another file with -o.', { cause: error })
  }
  context.err.write(`Written to ${output}.\n`)
}
