import { Command } from 'commander'
import type { Context } from '../context.ts'
import { dataOptions } from '../data-flags.ts'
import type { RunFlags } from '../run/run-flags.ts'
import { runSweep } from '../run/run-sweep.ts'
import { storeOptions } from '../store-options.ts'
import { setOption } from './set-option.ts'
import { workOptions } from './work-options.ts'

export function runCommand(context: Context): Command {
  const command = new Command('run')
    .description('run a sweep to its end, going on where it stopped')
    .argument('<sweep.yaml>', 'the sweep file')
  return storeOptions(dataOptions(setOption(workOptions(command))))
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--fresh', 'begin anew; the sweep of that name is kept as name~1')
    .addHelpText('after', EXAMPLES)
    .action((file: string, flags: RunFlags) => runSweep(file, flags, context))
}

const EXAMPLES = `
Examples:
  hypersweep run sweep.yaml
  hypersweep run sweep.yaml --threads 4 --set training.epochs=10
  hypersweep run sweep.yaml --workers 2
  hypersweep run sweep.yaml --detach
  hypersweep run sweep.yaml --redis redis://queue:6379
  hypersweep run sweep.yaml --data-host data.example.org

Ctrl-C checkpoints the running trials and stops; the same command goes on. A second Ctrl-C stops at once.`
