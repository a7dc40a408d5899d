import { Command } from 'commander'
import { numberOrder, type QueryFlags } from '../answers/trials-query.ts'
import type { Context } from '../context.ts'
import { findSweep } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { trialColumns } from '../view/leaderboard-columns.ts'
import { QUERY_HELP, queryOptions } from './query-options.ts'
import { formatOption, outputOption, type ResultFlags } from './result-options.ts'
import { writeTrials } from './write-trials.ts'

type TrialsFlags = StoreFlags & ResultFlags & QueryFlags

export function trialsCommand(context: Context): Command {
  const command = new Command('trials')
    .description('all trials in the order of their numbers, whatever their state')
    .argument('<sweep>', 'name of a sweep')
    .addHelpText('after', `${EXAMPLES}\n${QUERY_HELP}`)
    .action((name: string, flags: TrialsFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        await writeTrials({ engine, sweep, usualColumns: trialColumns, usualOrder: numberOrder(flags), flags, context })
      }),
    )
  return outputOption(formatOption(storeOptions(queryOptions(command))))
}

const EXAMPLES = `
Examples:
  hypersweep trials demo
  hypersweep trials demo --state running,waiting
  hypersweep trials demo --filter "claims > 1" --columns number,state,claims,crashes
  hypersweep trials demo -f csv -o demo.csv`
