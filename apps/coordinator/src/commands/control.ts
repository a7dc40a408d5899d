import { randomUUID } from 'node:crypto'
import { offerLost } from '@hypersweep/runner'
import { type Control, isEnded, isEndedForGood, type SweepRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
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
        const before = await engine.store.control(sweep.id)
        await engine.store.setControl(sweep.id, 'run')
        await offerAll(engine, sweep)
        const open = (await engine.store.summaries(sweep.id)).filter((trial) => !isEnded(trial)).length
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

function holdCommand(context: Context, control: Control, words: Words): Command {
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

/** Says it of the sweep, and what came of it. A sweep that has ended is left as it is: what it may get later must run. */
async function held(engine: Engine, sweep: SweepRecord, { control, words }: { control: Control; words: Words }) {
  const { store } = engine
  const before = await store.summaries(sweep.id)
  if (before.length > 0 && before.every(isEndedForGood)) {
    return `All ${counted(before.length, 'trial')} of ${sweep.name} have ended; there is nothing to ${control}.`
  }
  await store.setControl(sweep.id, control)
  await leaveToTheLiving(engine, sweep)
  const after = await store.summaries(sweep.id)
  const running = after.filter((trial) => trial.state.status === 'running').length
  const others = after.filter(({ state }) => state.status === 'waiting' || state.status === 'cancelled').length
  const facts = [
    ...(running > 0
      ? [`${counted(running, 'running trial')} ${running === 1 ? 'goes' : 'go'} on ${words.running}`]
      : []),
    ...(others > 0 ? [`${others} ${words.waiting[others === 1 ? 0 : 1]}`] : []),
  ]
  return `${sweep.name} is ${controlState(control)}: ${facts.join(', ')}.\nTo take that back: hypersweep resume ${sweep.name}`
}

/** Of a sweep that is held: a trial whose worker has died runs no longer, and waits or is cancelled. */
export async function leaveToTheLiving(engine: Engine, { id }: SweepRecord): Promise<void> {
  const { store } = engine
  using lock = engine.lock(id)
  if (lock) await engine.recover(id)
  const running = (await store.summaries(id)).filter((trial) => trial.state.status === 'running')
  for (const trial of running) {
    const reply = await store.claim(trial.id, { token: randomUUID(), worker: '' })
    // Somebody has taken back what held it in between.
    if (reply.status === 'claimed') await store.release(reply.claim)
  }
}

/** Workers that are elsewhere may have no driver who would offer them anything. */
async function offerAll({ store, queue, isPrivate }: Engine, { id }: SweepRecord): Promise<void> {
  if (isPrivate) return
  const known = await queue.known()
  await offerLost({ store, queue, known, summaries: await store.summaries(id) })
}

function adviceText(engine: Engine, sweep: SweepRecord): string {
  if (!engine.isPrivate) return ' Workers take them as they come to them.'
  return isWorkedOn(engine, sweep) ? ' Its run goes on.' : ' To go on: hypersweep run with its file.'
}
