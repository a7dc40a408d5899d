import { resolve } from 'node:path'
import { mainKernels } from '@hypersweep/runner'
import type { SweepRecord, TrialSummary } from '@hypersweep/sweep'
import { Command, Option } from 'commander'
import { pinCheckpoints } from '../checkpoint-place.ts'
import type { Context, Engine } from '../context.ts'
import { sweepData } from '../data-roots.ts'
import { compareEnsembles, type EnsembleComparison } from '../ensemble/compare-ensembles.ts'
import { chosenText, comparisonResult, leftText } from '../ensemble/comparison-result.ts'
import { checkFree, saveEnsemble } from '../ensemble/ensemble-folder.ts'
import type { Where } from '../ensemble/networks.ts'
import type { Method } from '../ensemble/select-members.ts'
import { CliError } from '../errors.ts'
import { shownFetcher } from '../fetching.ts'
import { findSweep } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { weightsAgain } from '../verify/weights-again.ts'
import { type DataRootFlags, dataRootOption } from './data-root.ts'
import { positiveInteger, wholeNumber } from './positive-integer.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

interface EnsembleFlags extends StoreFlags, DataRootFlags, ResultFlags {
  method?: Method
  top?: number
  size?: number
  trial?: number
}

export function ensembleCommand(context: Context): Command {
  const methods = ['average', 'greedy', 'snapshot']
  const command = new Command('ensemble')
    .description('the best networks, predicting together')
    .argument('<sweep>', 'name of a sweep')
    .addOption(
      new Option('--method <method>', 'how they are chosen (default: ensemble.method of the sweep)').choices(methods),
    )
    .option('--top <n>', 'how many take part (default: ensemble.top of the sweep)', positiveInteger)
    .option('--size <n>', 'votes of a greedy selection at most (default: ensemble.size of the sweep)', positiveInteger)
    .option('--trial <n>', 'whose epochs a snapshot is made of (default: the best)', wholeNumber)
    .option('-o, --output <folder>', 'save it: a manifest and the members as safetensors, for predict')
    .addHelpText('after', EXPLANATION)
    .action((name: string, flags: EnsembleFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        await using _pin = await pinCheckpoints(engine, sweep)
        const folder = flags.output === undefined ? undefined : resolve(context.cwd, flags.output)
        if (folder !== undefined) await checkFree(folder)
        const where = await whereOf(engine, sweep, flags, context)
        const made = await makeEnsemble(engine, where, flags)
        if (folder !== undefined) await saveEnsemble(folder, where, made)
        await writeComparison(made, flags, context)
      }),
    )
  return formatOption(dataRootOption(storeOptions(command)))
}

const EXPLANATION = `
average   the best trials, each with one vote
greedy    votes go one by one to whichever network makes the ensemble best, again and again if need be (Caruana 2004)
snapshot  the best epochs of one trial, of a sweep with checkpoints: { keep: all }

Members are chosen on validation rows; test rows are read once, to compare all methods with the best single network.

Examples:
  hypersweep ensemble demo
  hypersweep ensemble demo --method average --top 5 -o demo-ensemble
  hypersweep predict demo-ensemble new.csv`

async function whereOf(engine: Engine, sweep: SweepRecord, flags: EnsembleFlags, context: Context): Promise<Where> {
  const { store, checkpoints } = engine
  const { dataset, dataRoot } = await sweepData(engine, sweep, {
    root: flags.dataRoot,
    cwd: context.cwd,
    fetcher: await shownFetcher(context),
  })
  const trainAgain = weightsAgain({ context, store, sweep, dataRoot })
  return { checkpoints, sweep, dataset, kernels: await mainKernels(), trainAgain }
}

async function makeEnsemble({ store }: Engine, where: Where, flags: EnsembleFlags): Promise<EnsembleComparison> {
  const { sweep } = where
  const summaries = await store.summaries(sweep.id)
  const trial = flags.trial === undefined ? {} : { trial: completeTrial(summaries, sweep, flags.trial) }
  return compareEnsembles({ ...ensemblePlan(sweep, flags), ...trial, ...where, summaries })
}

/** The flags over what the sweep says; a method other than the sweep's has its own usual number. */
function ensemblePlan({ spec: { ensemble } }: SweepRecord, { method = ensemble.method, top, size }: EnsembleFlags) {
  const usual = method === ensemble.method ? ensemble.top : undefined
  const most = top ?? usual
  return { method, size: size ?? ensemble.size, ...(most !== undefined && { top: most }) }
}

function completeTrial(summaries: readonly TrialSummary[], { name }: SweepRecord, number: number): TrialSummary {
  const trial = summaries.find((one) => one.number === number)
  if (trial?.state.status === 'complete') return trial
  const got = trial ? `Trial ${number} of ${name} is ${trial.state.status}.` : `${name} has no trial ${number}.`
  throw new CliError('NO_SUCH_TRIAL', got, `Name a complete one: hypersweep leaderboard ${name}`)
}

async function writeComparison(made: EnsembleComparison, { format, output }: EnsembleFlags, context: Context) {
  if (format === 'table') context.out.write(`${chosenText(made, context.out.columns)}\n\n`)
  await writeResult(comparisonResult(made), { format }, context)
  if (made.left.length > 0) context.err.write(`${leftText(made)}\n`)
  if (output !== undefined) context.err.write(`Saved in ${output}. Use it with: hypersweep predict ${output} FILE\n`)
}
