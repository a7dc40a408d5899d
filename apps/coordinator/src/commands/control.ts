import type { Control, SweepRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
import { holdSweep } from '../changes/hold-sweep.ts'
import { resumeSweep } from '../changes/resume-sweep.ts'
import type { Context, Engine } from '../context.ts'
import { findSweep, isWorkedOn } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { counted } from '../view/amounts.ts'
import { controlState } from '../view/control-text.ts'

export function pauseCommand(context: Context): Command {
  return holdCommand(context, 'pause', {
    description: 'hand out no more trials of a sweep; the running ones go on to their end',
    running: 'to the end',
    waiting: ['waits', 'wait'],
  })
}

export function stopCommand(context: Context): Command {
  return holdCommand(context, 'stop', {
    description: 'let the running trials of a sweep come to their end, and cancel the waiting ones',
    running: 'to the end',
    waiting: ['is cancelled', 'are cancelled'],
  })
}

export function cancelCommand(context: Context): Command {
  return holdCommand(context, 'cancel', {
    description: 'stop the running trials of a sweep within seconds, and cancel the waiting ones',
    running: 'to the next batch and stop there with a checkpoint',
    waiting: ['is cancelled', 'are cancelled'],
  })
}

export function resumeCommand(context: Context): Command {
  const command = new Command('resume')
    .description('take back pause, stop or cancel: trials go on from their last checkpoints')
    .argument('<sweep>', 'name of a sweep')
    .addHelpText('after', '\nExample:\n  hypersweep resume demo')
    .action((name: string, flags: StoreFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        const { before, open } = await resumeSweep(engine, sweep)
        const was =
          before === 'run'
            ? `${name} was not paused, stopped or cancelled`
            : `${name} is no longer ${controlState(before)}`
        context.err.write(`${was}; ${counted(open, 'trial')} left.${open > 0 ? adviceText(engine, sweep) : ''}\n`)
      }),
    )
  return storeOptions(command)
}

interface Words {
  description: string
  /** How far running trials go on. */
  running: string
  /** What one waiting trial does, and what several do. */
  waiting: readonly [string, string]
}

type Hold = Exclude<Control, 'run'>

function holdCommand(context: Context, control: Hold, words: Words): Command {
  const command = new Command(control)
    .description(words.description)
    .argument('<sweep>', 'name of a sweep')
    .addHelpText(
      'after',
      `\nExample:\n  hypersweep ${control} demo\n\nhypersweep resume takes it back; nothing is lost.`,
    )
    .action((name: string, flags: StoreFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        context.err.write(`${await held(engine, sweep, { control, words })}\n`)
      }),
    )
  return storeOptions(command)
}

/** Says it of the sweep, and what came of it. */
async function held(engine: Engine, sweep: SweepRecord, { control, words }: { control: Hold; words: Words }) {
  const result = await holdSweep(engine, sweep, control)
  if (result.status === 'ended') {
    return `All ${counted(result.trials, 'trial')} of ${sweep.name} have ended; there is nothing to ${control}.`
  }
  const { running, others } = result
  const facts = [
    ...(running > 0
      ? [`${counted(running, 'running trial')} ${running === 1 ? 'goes' : 'go'} on ${words.running}`]
      : []),
    ...(others > 0 ? [`${others} ${words.waiting[others === 1 ? 0 : 1]}`] : []),
  ]
  return `${sweep.name} is ${controlState(control)}: ${facts.join(', ')}.\nTo take that back: hypersweep resume ${sweep.name}`
}

function adviceText(engine: Engine, sweep: SweepRecord): string {
  if (!engine.isPrivate) return ' Workers take them as they come to them.'
  return isWorkedOn(engine, sweep) ? ' Its run goes on.' : ' To go on: hypersweep run with its file.'
}
