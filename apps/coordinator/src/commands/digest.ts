import { digestLines } from '@hypersweep/sweep'
import { Command, Option } from 'commander'
import { allRecords } from '../all-records.ts'
import { hashJson } from '../answers/hash-json.ts'
import type { Context } from '../context.ts'
import { findSweep } from '../lookup.ts'
import type { SweepHashJson } from '../schemas/sweeps.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

export function digestCommand(context: Context): Command {
  const command = new Command('digest')
    .description('one hash of all results, equal wherever the sweep is run')
    .argument('<sweep>', 'name of a sweep')
    .addOption(
      new Option(
        '--lines',
        'print what is hashed instead, one line per trial, to compare two sweeps with diff',
      ).conflicts('format'),
    )
    .addHelpText('after', '\nExample:\n  hypersweep digest demo\n  hypersweep digest demo --lines > demo.lines')
    .action((name: string, flags: StoreFlags & ResultFlags & { lines?: boolean }) =>
      withEngine(flags, context, async (engine) => {
        const records = await allRecords(engine, (await findSweep(engine, name)).id)
        const hash = hashJson(name, records)
        const { open } = hash
        if (open > 0)
          context.err.write(`${open} of ${records.length} trials have not ended; their end changes the digest.\n`)
        if (flags.lines)
          return context.out.write(
            digestLines(records)
              .map((line) => `${line}\n`)
              .join(''),
          )
        await writeHash(hash, flags, context)
      }),
    )
  return formatOption(storeOptions(command))
}

async function writeHash(json: SweepHashJson, flags: ResultFlags, context: Context): Promise<void> {
  if (flags.format === 'table') return context.out.write(`${json.digest}\n`)
  const csv = { header: Object.keys(json), rows: [Object.values(json)] }
  await writeResult({ columns: [], rows: [], json, csv }, flags, context)
}
