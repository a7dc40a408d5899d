import { sweepFile } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import { planText } from '../run/plan.ts'
import { prepareSweep } from '../run/prepared-sweep.ts'

export function checkCommand(context: Context): Command {
  return new Command('check')
    .description('read a sweep file and its data; print what it means, every default written out')
    .argument('<sweep.yaml>', 'the sweep file')
    .option(
      '--set <key=value>',
      'change a key of the file; repeatable',
      (value, before: string[]) => [...before, value],
      [],
    )
    .option('--json', 'print the spec as JSON')
    .addHelpText('after', '\nExample:\n  hypersweep check sweep.yaml')
    .action(async (file: string, flags: { set: string[]; json?: boolean }) => {
      const { spec, trials, dataset } = await prepareSweep({ file, cwd: context.cwd, set: flags.set })
      context.err.write(`${planText({ spec, trials: trials.count, dataset })}\n`)
      context.out.write(flags.json ? `${JSON.stringify(spec, undefined, 2)}\n` : sweepFile(spec))
    })
}
