import { Command } from 'commander'
import type { Context } from '../context.ts'

/** Everything after `worker` is the worker's own, its --help too. */
export function workerCommand(context: Context): Command {
  return new Command('worker')
    .description('take trials from a Redis and train them')
    .argument('[flags...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((flags: string[]) => context.becomeWorker(flags))
}
