import { isEnded, type SweepRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context, Engine } from '../context.ts'
import { forgetDataRoot } from '../data-roots.ts'
import { CliError } from '../errors.ts'
import { findSweep, isWorkedOn } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { counted } from '../view/amounts.ts'
import { askFirst } from './ask-first.ts'
import { leaveToTheLiving } from './control.ts'

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

async function refuseWhileRunning(engine: Engine, sweep: SweepRecord): Promise<void> {
  const { store } = engine
  const { id, name } = sweep
  if (isWorkedOn(engine, sweep)) {
    const needed = `Stop it first: Ctrl-C in its terminal, or hypersweep cancel ${name}.`
    throw new CliError('SWEEP_RUNS', `A run works on ${name}.`, needed)
  }
  const isHeld = (await store.control(id)) !== 'run'
  if (isHeld) await leaveToTheLiving(engine, sweep)
  const running = (await store.summaries(id)).filter((trial) => trial.state.status === 'running').length
  if (running === 0) return
  const got = `${counted(running, 'trial')} of ${name} ${running === 1 ? 'runs' : 'run'}.`
  const soon = 'They stop within seconds: try again then.'
  throw new CliError('SWEEP_RUNS', got, isHeld ? soon : `Stop them first: hypersweep cancel ${name}`)
}

const AT_ONCE = 16

/** The sweep itself goes last: what was cut short can be done again. */
async function deleteSweep(engine: Engine, sweep: SweepRecord): Promise<void> {
  const { store, checkpoints } = engine
  if (await checkpoints.pinned(sweep.id)) {
    const got = `Another process reads the checkpoints of ${sweep.name}.`
    throw new CliError('SWEEP_READ', got, 'Try again when it has done so.')
  }
  await store.setControl(sweep.id, 'cancel')
  const trials = await store.summaries(sweep.id)
  const begun = trials.find((trial) => !isEnded(trial))
  if (begun) {
    const got = `Trial ${begun.number} of ${sweep.name} was begun meanwhile; it stops within seconds.`
    throw new CliError('SWEEP_RUNS', got, 'Try again then.')
  }
  for (let from = 0; from < trials.length; from += AT_ONCE) {
    await Promise.all(trials.slice(from, from + AT_ONCE).map((trial) => checkpoints.removeTrial(trial.id)))
  }
  await forgetDataRoot(engine, sweep)
  await store.removeSweep(sweep.id)
}
