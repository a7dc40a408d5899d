import { Command } from 'commander'
import type { Context } from '../context.ts'
import { dataFetchCommand } from './data-fetch.ts'
import { dataLsCommand } from './data-ls.ts'

export function dataCommand(context: Context): Command {
  return new Command('data')
    .description('data sets: fetch well-known ones, see what is there')
    .addHelpText('after', '\nExamples:\n  hypersweep data fetch mnist\n  hypersweep data ls')
    .addCommand(dataFetchCommand(context))
    .addCommand(dataLsCommand(context))
}
