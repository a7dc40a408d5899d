import { Command } from 'commander'
import type { QueryFlags } from '../answers/trials-query.ts'
import type { Context } from '../context.ts'
import { findSweep } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { usualColumns } from '../view/leaderboard-columns.ts'
import { QUERY_HELP, queryOptions } from './query-options.ts'
import { formatOption, outputOption, type ResultFlags } from './result-options.ts'
import { writeTrials } from './write-trials.ts'

type LeaderboardFlags = StoreFlags & ResultFlags & QueryFlags

export function leaderboardCommand(context: Context): Command {
  const command = new Command('leaderboard')
    .alias('lb')
    .description('rank, filter, group and export trials')
    .argument('<sweep>', 'name of a sweep')
    .addHelpText('after', `${EXAMPLES}\n${QUERY_HELP}`)
    .action((name: string, flags: LeaderboardFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        await writeTrials({ engine, sweep, usualColumns, flags, context })
      }),
    )
  return outputOption(formatOption(storeOptions(queryOptions(command, { top: 10 }))))
}

const EXAMPLES = `
Examples:
  hypersweep leaderboard demo --top 20
  hypersweep lb demo --filter "val_accuracy > 0.9 and dropout in (0, 0.25)"
  hypersweep lb demo --sort val_loss,learning_rate:desc
  hypersweep lb demo --group-by hidden,dropout
  hypersweep lb demo --group-by point --sort std
  hypersweep lb demo --state failed --columns number,reason,learning_rate
  hypersweep lb demo -n 1000 -f csv -o demo.csv`
