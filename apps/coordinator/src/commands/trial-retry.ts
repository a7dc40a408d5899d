import type { SweepRecord, TrialSummary } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context, Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import { findSweep, findTrial } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { counted } from '../view/amounts.ts'

export function trialRetryCommand(context: Context): Command {
  const command = new Command('retry')
    .description('let trials that have failed try again, from their last checkpoints')
    .argument('<sweep>', 'name of a sweep')
    .argument('[numbers...]', 'numbers of failed trials')
    .option('--failed', 'all that have failed')
    .addHelpText('after', '\nExamples:\n  hypersweep trial retry demo 17 23\n  hypersweep trial retry demo --failed')
    .action((name: string, numbers: string[], flags: StoreFlags & { failed?: boolean }) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        const trials = flags.failed ? await allFailed(engine, sweep, numbers) : await failedOnes(engine, sweep, numbers)
        await reopen(engine, trials)
        context.err.write(`${counted(trials.length, 'trial')} of ${name} will be tried again. ${advice(engine)}\n`)
      }),
    )
  return storeOptions(command)
}

async function allFailed({ store }: Engine, sweep: SweepRecord, numbers: readonly string[]): Promise<TrialSummary[]> {
  if (numbers.length > 0) {
    throw new CliError('RETRY_WHICH', 'Trials are named beside --failed.', 'Leave the one or the other out.')
  }
  const failed = (await store.summaries(sweep.id)).filter(hasFailed)
  if (failed.length > 0) return failed
  throw new CliError('NOT_FAILED', `No trial of ${sweep.name} has failed.`, 'There is nothing to try again.')
}

/** All or none: a number that is wrong leaves the others alone. */
async function failedOnes(
  engine: Engine,
  sweep: SweepRecord,
  numbers: readonly string[],
): Promise<readonly TrialSummary[]> {
  if (numbers.length === 0) {
    const needed = 'Name their numbers, or say --failed for all that have failed.'
    throw new CliError('RETRY_WHICH', 'No trial is named.', needed)
  }
  const trials = await Promise.all([...new Set(numbers)].map((number) => findTrial(engine, sweep, number)))
  const other = trials.find((trial) => !hasFailed(trial))
  if (other === undefined) return trials
  const got = `Trial ${other.number} of ${sweep.name} has not failed; it is ${other.state.status}.`
  throw new CliError('NOT_FAILED', got, `Those that have: hypersweep leaderboard ${sweep.name} --state failed`)
}

function hasFailed({ state }: TrialSummary): boolean {
  return state.status === 'failed'
}

async function reopen({ store, queue }: Engine, trials: readonly TrialSummary[]): Promise<void> {
  for (const { id } of trials) await store.reopen(id)
  // The generation that `reopen` raised.
  await queue.offer(trials.map(({ id, generation }) => ({ trial: id, generation: generation + 1 })))
}

function advice({ isPrivate }: Engine): string {
  return isPrivate ? 'To go on: hypersweep run with its file.' : 'Workers take them as they come to them.'
}
