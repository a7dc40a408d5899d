import { MOST_MEMORY_MB, MOST_THREADS, MOST_WORKERS } from '@hypersweep/runner'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import type { RunFlags } from '../run/run-flags.ts'
import { runSweep } from '../run/run-sweep.ts'
import { storeOptions } from '../store-options.ts'
import { upTo } from './positive-integer.ts'
import { setOption } from './set-option.ts'

export function runCommand(context: Context): Command {
  const command = new Command('run')
    .description('run a sweep to its end, going on where it stopped')
    .argument('<sweep.yaml>', 'the sweep file')
    .option(
      '--threads <n>',
      'trials trained at once, in this process or in each worker (default: one for each core)',
      upTo(MOST_THREADS),
    )
    .option(
      '--workers <n>',
      'train in this many worker processes, over Redis (implies --redis auto)',
      upTo(MOST_WORKERS),
    )
    .option(
      '--memory <MB>',
      'what each training process may take (default: four fifths of what there is)',
      upTo(MOST_MEMORY_MB),
    )
    .option('--json', 'tell programs what happens, one JSON object a line on stdout, instead of what people read')
    .option('--verbose', 'also what the workers log: claims, resumes, retries and their reasons')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--fresh', 'begin anew; the sweep of that name is kept as name~1')
    .addHelpText('after', EXAMPLES)
    .action((file: string, flags: RunFlags) => runSweep(file, flags, context))
  return storeOptions(setOption(command))
}

const EXAMPLES = `
Examples:
  hypersweep run sweep.yaml
  hypersweep run sweep.yaml --threads 4 --set training.epochs=10
  hypersweep run sweep.yaml --workers 2
  hypersweep run sweep.yaml --redis redis://queue:6379
  hypersweep run sweep.yaml --json > events.jsonl

Ctrl-C checkpoints the running trials and stops; the same command goes on. A second Ctrl-C stops at once.`
