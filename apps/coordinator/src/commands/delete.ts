import { Command } from 'commander'
import { deleteSweep, refuseWhileRunning } from '../changes/delete-sweep.ts'
import type { Context } from '../context.ts'
import { findSweep } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { counted } from '../view/amounts.ts'
import { askFirst } from './ask-first.ts'

export function deleteCommand(context: Context): Command {
  const command = new Command('delete')
    .description('delete a sweep with its trials and checkpoints, for good')
    .argument('<sweep>', 'name of a sweep')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', EXAMPLES)
    .action((name: string, flags: StoreFlags & { yes?: boolean }) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        await refuseWhileRunning(engine, sweep)
        const trials = counted((await engine.store.summaries(sweep.id)).length, 'trial')
        if (!flags.yes) await askFirst(context, `Delete ${name}, its ${trials} and their checkpoints, for good?`)
        await deleteSweep(engine, sweep)
        context.err.write(`${name} is deleted: ${trials}, with their checkpoints.\n`)
      }),
    )
  return storeOptions(command)
}

const EXAMPLES = `
Examples:
  hypersweep delete demo
  hypersweep delete demo --yes

Saved ensembles hold copies of their weights, and stay. Where trials run: hypersweep cancel first.`
