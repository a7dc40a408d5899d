import { Command } from 'commander'
import type { Context } from '../context.ts'
import { trialLogsCommand } from './trial-logs.ts'
import { trialRetryCommand } from './trial-retry.ts'
import { trialShowCommand } from './trial-show.ts'
import { trialVerifyCommand } from './trial-verify.ts'
import { trialWhyCommand } from './trial-why.ts'

export function trialCommand(context: Context): Command {
  return new Command('trial')
    .description(
      'one trial: its parameters and curve, why it stands where it does, another try, proof by training it again',
    )
    .addHelpText('after', EXAMPLES)
    .addCommand(trialShowCommand(context))
    .addCommand(trialWhyCommand(context))
    .addCommand(trialLogsCommand(context))
    .addCommand(trialRetryCommand(context))
    .addCommand(trialVerifyCommand(context))
}

const EXAMPLES = `
Examples:
  hypersweep trial show demo 17
  hypersweep trial why demo 17
  hypersweep trial logs demo 17
  hypersweep trial retry demo --failed
  hypersweep trial verify demo 17`
