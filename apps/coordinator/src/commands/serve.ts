import { Command } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { driveAll } from '../serve/drive-all.ts'
import { type StoreFlags, storeOptions, targetOf } from '../store-options.ts'

export function serveCommand(context: Context): Command {
  const command = new Command('serve')
    .description('drive every open sweep of a Redis, until it is asked to end')
    .addHelpText('after', EXAMPLES)
    .action((flags: StoreFlags) => serve(flags, context))
  return storeOptions(command)
}

const EXAMPLES = `
Examples:
  hypersweep serve --redis redis://queue:6379
  HYPERSWEEP_REDIS=redis://queue:6379 hypersweep serve

A driver adds and offers trials, offers again what was lost, and gives up checkpoints that nobody needs; workers train.
Ctrl-C or SIGTERM ends it: the workers go on with what they have, and another driver goes on where it was.`

async function serve(flags: StoreFlags, context: Context): Promise<void> {
  const target = targetOf(flags, context, { create: true })
  if (target.redis === undefined) {
    const needed = 'Give --redis (or set HYPERSWEEP_REDIS); a sweep of the embedded store is driven by hypersweep run.'
    throw new CliError('SERVE_NEEDS_REDIS', 'There is no Redis to serve.', needed)
  }
  await using engine = await context.open(target)
  const stop = new AbortController()
  using _interrupts = context.onInterrupt(() => {
    if (stop.signal.aborted) context.exitNow(130)
    stop.abort()
  })
  context.err.say(`Driving every open sweep of ${engine.where}.`)
  await driveAll({ engine, say: (line) => context.err.say(line), signal: stop.signal })
  context.err.say('Driving no more.')
}
