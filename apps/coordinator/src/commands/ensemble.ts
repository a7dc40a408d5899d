import { resolve } from 'node:path'
import { mainKernels } from '@hypersweep/runner'
import { type SweepRecord, selectAverage } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context, Engine } from '../context.ts'
import { sweepData } from '../data-roots.ts'
import { comparisonResult } from '../ensemble/comparison.ts'
import { saveEnsemble } from '../ensemble/ensemble-folder.ts'
import { type EnsembleScores, evaluateMembers } from '../ensemble/evaluate-members.ts'
import { findSweep } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { type DataRootFlags, dataRootOption } from './data-root.ts'
import { positiveInteger } from './positive-integer.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

interface EnsembleFlags extends StoreFlags, DataRootFlags, ResultFlags {
  top?: number
}

export function ensembleCommand(context: Context): Command {
  const command = new Command('ensemble')
    .description('the best trials, predicting together')
    .argument('<sweep>', 'name of a sweep')
    .option('--top <n>', 'how many trials (default: ensemble.top of the sweep)', positiveInteger)
    .option('-o, --output <folder>', 'save it: a manifest and the members as safetensors, for predict')
    .addHelpText(
      'after',
      '\nExample:\n  hypersweep ensemble demo --top 5 -o demo-ensemble\n  hypersweep predict demo-ensemble new.csv',
    )
    .action((name: string, flags: EnsembleFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        const scores = await scoreEnsemble(engine, sweep, flags, context)
        if (flags.output !== undefined) await saveEnsemble(resolve(context.cwd, flags.output), sweep, scores)
        await writeScores(scores, flags, context)
      }),
    )
  return formatOption(dataRootOption(storeOptions(command)))
}

async function scoreEnsemble(engine: Engine, sweep: SweepRecord, flags: EnsembleFlags, context: Context) {
  const summaries = await engine.store.summaries(sweep.id)
  const numbers = selectAverage(summaries, sweep.spec.metric, flags.top ?? sweep.spec.ensemble.top)
  const chosen = numbers.map((number) => summaries.find((trial) => trial.number === number)!)
  const dataset = await sweepData(engine, sweep, { root: flags.dataRoot, cwd: context.cwd })
  const kernels = await mainKernels()
  return evaluateMembers({ checkpoints: engine.checkpoints, sweep, chosen, dataset, kernels })
}

async function writeScores(scores: EnsembleScores, { format, output }: EnsembleFlags, context: Context): Promise<void> {
  const numbers = scores.members.map((member) => member.trial.number)
  const { validation = null, test = null } = scores
  if (format === 'table') context.out.write(`ensemble of trials ${numbers.join(', ')}, chosen on validation rows\n\n`)
  const json = { members: numbers, validation, test }
  await writeResult({ ...comparisonResult(scores), json }, { format }, context)
  if (output !== undefined) context.err.write(`Saved in ${output}. Use it with: hypersweep predict ${output} FILE\n`)
}
