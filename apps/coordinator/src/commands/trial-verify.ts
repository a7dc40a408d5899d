import type { SweepRecord, TrialRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context, Engine } from '../context.ts'
import { sweepData } from '../data-roots.ts'
import { CliError } from '../errors.ts'
import { shownFetcher } from '../fetching.ts'
import { findSweep, findTrial } from '../lookup.ts'
import type { VerifiedTrialJson } from '../schemas/trial.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { differences } from '../verify/differences.ts'
import { secondTime } from '../verify/second-time.ts'
import { counted } from '../view/amounts.ts'
import { type DataRootFlags, dataRootOption } from './data-root.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

export function trialVerifyCommand(context: Context): Command {
  const command = new Command('verify')
    .description('train a trial again, apart from all else, and compare every bit')
    .argument('<sweep>', 'name of a sweep')
    .argument('<number>', 'number of a trial that is complete or has diverged')
    .addHelpText('after', '\nExample:\n  hypersweep trial verify demo 17')
    .action((name: string, number: string, flags: StoreFlags & DataRootFlags & ResultFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        const first = await findTrial(engine, sweep, number)
        checkVerifiable(sweep, first)
        const again = await trainedAgain({ engine, context, sweep, first, root: flags.dataRoot })
        const found = differences(first, again)
        await writeVerdict({ sweep, first, found }, flags, context)
      }),
    )
  return dataRootOption(formatOption(storeOptions(command)))
}

/** Only what training comes to by itself can be the same again. */
function checkVerifiable({ name }: SweepRecord, { number, state }: TrialRecord): void {
  const isResult = state.status === 'complete' || (state.status === 'failed' && state.reason === 'diverged')
  if (isResult) return
  const how = state.status === 'failed' ? `failed (${state.reason})` : state.status
  const got = `Trial ${number} of ${name} is ${how}.`
  throw new CliError('NO_RESULT', got, 'Name one that is complete or has diverged.')
}

interface Again {
  engine: Engine
  context: Context
  sweep: SweepRecord
  first: TrialRecord
  root: string | undefined
}

async function trainedAgain({ engine, context, sweep, first, root }: Again): Promise<TrialRecord> {
  // Data that is not there, or other, is said here: a worker would leave the trial to others for ever.
  const { dataRoot } = await sweepData(engine, sweep, { root, cwd: context.cwd, fetcher: await shownFetcher(context) })
  return secondTime({ context, sweep, trial: first, dataRoot })
}

interface Verdict {
  sweep: SweepRecord
  first: TrialRecord
  /** What differs; none where all is the same. */
  found: readonly string[]
}

async function writeVerdict({ sweep, first, found }: Verdict, flags: ResultFlags, context: Context): Promise<void> {
  const { number, state, reports } = first
  const trial = `${sweep.name}, trial ${number}`
  const json: VerifiedTrialJson = {
    sweep: sweep.name,
    number,
    same: found.length === 0,
    differences: found,
    epochs: reports.length,
    weightsSha256: state.status === 'complete' ? state.weightsSha256 : null,
  }
  const csv = { header: Object.keys(json), rows: [Object.values({ ...json, differences: found.join('; ') })] }
  if (flags.format !== 'table') await writeResult({ columns: [], rows: [], json, csv }, flags, context)
  if (found.length > 0) {
    const got = `${trial} is not the same again: ${found.join('; ')}.`
    throw new CliError('NOT_THE_SAME', got, 'Results of this sweep do not hold here.', { exitCode: 1 })
  }
  if (flags.format === 'table') context.out.write(`${trial}: ${sameText(first)}\n`)
}

function sameText({ state, reports }: TrialRecord): string {
  const epochs = counted(reports.length, 'epoch')
  if (state.status !== 'complete') return `diverged again after ${epochs}, with the same metrics to the last bit`
  return `${epochs} trained again; every metric and all weights are the same to the last bit\nweights ${state.weightsSha256}`
}
