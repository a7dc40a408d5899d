import { sweepFile } from '@hypersweep/sweep'
import { Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { type DataFlags, dataOptions } from '../data-flags.ts'
import { shownFetcher } from '../fetching.ts'
import { planText } from '../run/plan.ts'
import { prepareSweep } from '../run/prepared-sweep.ts'
import { jsonText } from '../view/json.ts'
import { setOption } from './set-option.ts'

interface CheckFlags extends DataFlags {
  set?: readonly string[]
  format: 'yaml' | 'json'
}

export function checkCommand(context: Context): Command {
  const command = new Command('check')
    .description('say what a sweep file means, without running it')
    .argument('<sweep.yaml>', 'the sweep file')
    .addOption(new Option('-f, --format <format>', 'how the spec is written').choices(['yaml', 'json']).default('yaml'))
    .addHelpText('after', '\nExample:\n  hypersweep check sweep.yaml --set training.epochs=3')
    .action(async (file: string, { set = [], format, ...flags }: CheckFlags) => {
      const fetcher = await shownFetcher(context, flags)
      const { spec, trials, dataset } = await prepareSweep({ file, cwd: context.cwd, set, fetcher })
      context.err.write(`${planText({ spec, trials: trials.count, dataset, columns: context.err.columns })}\n`)
      context.out.data(format === 'json' ? `${jsonText(spec, 2)}\n` : sweepFile(spec))
    })
  return dataOptions(setOption(command))
}
