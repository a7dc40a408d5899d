import { mainKernels } from '@hypersweep/runner'
import type { SweepRecord, TrialSummary } from '@hypersweep/sweep'
import { Command } from 'commander'
import { type BestPlaces, bestJson, bestPlaces, bestTrial } from '../answers/best-trial.ts'
import { pinCheckpoints } from '../checkpoint-place.ts'
import type { Context, Engine } from '../context.ts'
import { sweepData } from '../data-roots.ts'
import { checkpointOf, predictPart, scoredNetwork } from '../ensemble/networks.ts'
import type { Score } from '../ensemble/score.ts'
import { shownFetcher } from '../fetching.ts'
import { findSweep } from '../lookup.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { metricText, valueText } from '../view/amounts.ts'
import { type DataRootFlags, dataRootOption } from './data-root.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

interface BestFlags extends StoreFlags, ResultFlags, DataRootFlags {
  test?: boolean
}

export function bestCommand(context: Context): Command {
  const command = new Command('best')
    .description('the best trial, and where its weights are')
    .argument('<sweep>', 'name of a sweep')
    .option('--test', 'also its accuracy and loss on the test rows, which took no part in the choice')
    .addHelpText('after', '\nExample:\n  hypersweep best demo --test')
    .action((name: string, flags: BestFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        await using _pin = await pinCheckpoints(engine, sweep)
        const trial = await bestTrial(engine, sweep)
        const test = flags.test ? await testScore(engine, sweep, trial, flags, context) : undefined
        await writeBest({ trial, test, ...(await bestPlaces(engine, trial)) }, flags, context)
      }),
    )
  return dataRootOption(formatOption(storeOptions(command)))
}

async function testScore(engine: Engine, sweep: SweepRecord, trial: TrialSummary, flags: BestFlags, context: Context) {
  const { dataset } = await sweepData(engine, sweep, {
    root: flags.dataRoot,
    cwd: context.cwd,
    fetcher: await shownFetcher(context),
  })
  const where = { checkpoints: engine.checkpoints, sweep, dataset, kernels: await mainKernels() }
  const test = predictPart(await checkpointOf(scoredNetwork(trial), where), 'test', where)
  if (!test) context.err.write(`${dataset.name} has no test rows.\n`)
  return test?.own
}

interface Best extends BestPlaces {
  trial: TrialSummary
  test: Score | undefined
}

async function writeBest({ trial, test, ...places }: Best, flags: ResultFlags, context: Context): Promise<void> {
  const json = bestJson(trial, { test, ...places })
  const facts: [string, string, unknown][] = [
    ['trial', String(trial.number), trial.number],
    ['epoch', String(trial.best!.epoch), trial.best!.epoch],
    ...Object.entries(trial.params).map(([name, value]): [string, string, unknown] => [name, valueText(value), value]),
    ...Object.entries(trial.best!.metrics)
      .filter(([name]) => !Object.hasOwn(trial.params, name))
      .map(([name, value]): [string, string, unknown] => [name, metricText(value), value]),
    ...Object.entries(test ?? {}).map(([name, value]): [string, string, unknown] => [
      `test_${name}`,
      metricText(value),
      value,
    ]),
    whereFact(places),
  ]
  const columns = [{ header: 'best' }, { header: '', cuttable: true }]
  const rows = facts.map(([name, text]) => [name, text])
  const csv = { header: facts.map(([name]) => name), rows: [facts.map(([, , value]) => value)] }
  await writeResult({ columns, rows, json, csv }, flags, context)
}

function whereFact({ folder, file }: BestPlaces): [string, string, unknown] {
  return file === undefined ? ['checkpoints', folder, folder] : ['checkpoint', file, file]
}
