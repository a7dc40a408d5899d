import { Command } from 'commander'
import type { Context } from '../context.ts'
import { dataFetchCommand } from './data-fetch.ts'

export function dataCommand(context: Context): Command {
  return new Command('data')
    .description('data sets: fetch well-known ones')
    .addHelpText('after', '\nExample:\n  hypersweep data fetch mnist')
    .addCommand(dataFetchCommand(context))
}
