import { setTimeout as sleep } from 'node:timers/promises'
import { isEnded, type SweepRecord } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'
import { forgetDataRoot } from '../data-roots.ts'
import { CliError } from '../errors.ts'
import { isWorkedOn } from '../lookup.ts'
import { counted } from '../view/amounts.ts'
import { leaveToTheLiving } from './leave-to-the-living.ts'

/** @throws CliError SWEEP_RUNS */
export async function refuseWhileRunning(engine: Engine, sweep: SweepRecord): Promise<void> {
  const { store } = engine
  const { id, name } = sweep
  if (await isStillWorkedOn(engine, sweep)) {
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

const LOOK_MS = 200
const MOST_LOOKS = 25

/** Who has worked on a sweep that has ended leaves it within seconds, when it has given up what nobody needs. */
async function isStillWorkedOn(engine: Engine, sweep: SweepRecord): Promise<boolean> {
  for (let looks = 0; isWorkedOn(engine, sweep); looks += 1) {
    const isOver = (await engine.store.summaries(sweep.id)).every(isEnded)
    if (!isOver || looks === MOST_LOOKS) return true
    await sleep(LOOK_MS)
  }
  return false
}

const AT_ONCE = 16

/**
 * Deletes a sweep with its trials and checkpoints. It goes last itself: what was cut short can be done again.
 *
 * @throws CliError SWEEP_READ where another process reads it, SWEEP_RUNS where a trial was begun meanwhile
 */
export async function deleteSweep(engine: Engine, sweep: SweepRecord): Promise<void> {
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
  await checkpoints.removeSweep(sweep.id)
  await forgetDataRoot(engine, sweep)
  await store.removeSweep(sweep.id)
}
