import { Command } from 'commander'
import type { Context } from '../context.ts'
import { dataOptions } from '../data-flags.ts'
import { CliError } from '../errors.ts'
import { readAdditions } from '../extension-words.ts'
import { type ExtendFlags, extendSweep } from '../run/extend-sweep.ts'
import { storeOptions } from '../store-options.ts'
import { dataRootOption } from './data-root.ts'
import { positiveInteger } from './positive-integer.ts'
import { workOptions } from './work-options.ts'

interface Flags extends ExtendFlags {
  epochs?: number
  replicates?: number
  trials?: number
  add?: readonly string[]
}

export function extendCommand(context: Context): Command {
  const append = (value: string, before: readonly string[] = []) => [...before, value]
  const command = new Command('extend')
    .description('give a sweep more epochs, replicates, values or trials, and run it to its end')
    .argument('<sweep>', 'name of a sweep')
    .option('--epochs <n>', 'epochs of each trial, in all', positiveInteger)
    .option('--replicates <n>', 'replicates of each point, in all', positiveInteger)
    .option('--add <axis=values>', 'more values on an axis, such as learning_rate=0.5,1; repeatable', append)
    .option('--trials <n>', 'trials of a sweep that has a run_cap, in all', positiveInteger)
  return dataRootOption(dataOptions(storeOptions(workOptions(command))))
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--no-run', 'extend it, and leave the training to a later run, or to workers')
    .addHelpText('after', EXAMPLES)
    .action((name: string, { epochs, replicates, trials, add, ...flags }: Flags) => {
      const asked = { epochs, replicates, trials, add: add && readAdditions(add) }
      const extension = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
      if (Object.keys(extension).length > 0) return extendSweep({ name, extension, flags, context })
      const needed = `Say by what, such as: hypersweep extend ${name} --epochs 20`
      throw new CliError('EXTEND_WHAT', `${name} is to be extended by nothing.`, needed)
    })
}

const EXAMPLES = `
Trials keep their numbers, and are not run again for replicates, values or
trials. For more epochs each goes on from its last checkpoint; it is trained
from epoch 0 where that was given up, or where the schedule is another one over
more epochs (one_cycle; cosine and polynomial without decay_epochs). How many,
and why, is said before. The file may stay as it was: run goes on with the
extended sweep.

Examples:
  hypersweep extend demo --epochs 20 --dry-run
  hypersweep extend demo --epochs 20 --threads 4
  hypersweep extend demo --replicates 3
  hypersweep extend demo --add learning_rate=0.5,1 --add hidden=256
  hypersweep extend demo --trials 200 --redis redis://queue:6379 --no-run

Ctrl-C checkpoints the running trials and stops; the same command goes on.`
