import { resolve } from 'node:path'
import { averageProbabilities, modelFromCheckpoint, predict } from '@hypersweep/core'
import { mainKernels } from '@hypersweep/runner'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import { loadVoters, type Voter } from '../ensemble/ensemble-folder.ts'
import { likeliest } from '../ensemble/score.ts'
import { CliError } from '../errors.ts'
import type { RawFeatures } from '../predict/raw-features.ts'
import { readFeatures } from '../predict/read-features.ts'
import { scaled } from '../predict/scaled.ts'
import type { PredictionJson } from '../schemas/networks.ts'
import { counted, percentText } from '../view/amounts.ts'
import { positiveInteger } from './positive-integer.ts'
import { formatOption, outputOption, type Result, type ResultFlags, writeResult } from './result-options.ts'

interface PredictFlags extends ResultFlags {
  label?: string
  mcSamples?: number
}

export function predictCommand(context: Context): Command {
  const command = new Command('predict')
    .description('the class of each row of a file')
    .argument('<ensemble>', 'folder of an ensemble, or a checkpoint file')
    .argument(
      '<file>',
      'a CSV file with a header line and the features in the order of the training data, or images: IDX, CIFAR-10',
    )
    .option('--label <column>', 'a column of the CSV that is no feature; the share of rows predicted so is told')
    .option(
      '--mc-samples <n>',
      'Monte-Carlo dropout: the mean of so many passes that drop units as training does',
      positiveInteger,
    )
    .addHelpText('after', '\nExample:\n  hypersweep predict demo-ensemble new.csv -f csv -o classes.csv')
    .action(async (ensemble: string, file: string, flags: PredictFlags) => {
      const voters = await loadVoters(resolve(context.cwd, ensemble))
      const features = await readFeatures(resolve(context.cwd, file), flags.label)
      const samples = flags.mcSamples ?? 0
      if (samples > 0) checkDropout(voters, ensemble)
      const probabilities = await predictAll(voters, features, { file, samples })
      const { classNames } = voters[0]!.checkpoint.data
      const rows = predictions(probabilities, classNames)
      if (features.labels) context.err.write(`${agreementText(rows, features.labels)}\n`)
      await writeResult(resultOf(rows, classNames), flags, context)
    })
  return outputOption(formatOption(command))
}

/** Without dropout all passes are one, and their agreement would be taken for certainty. */
function checkDropout(voters: readonly Voter[], ensemble: string): void {
  if (voters.some(({ checkpoint: { spec } }) => spec.layers.some(({ dropout = 0 }) => dropout !== 0))) return
  const got = `No network of ${ensemble} has dropout, so that all of its passes are alike.`
  throw new CliError('PREDICT_SAMPLES', got, 'Leave --mc-samples out, or train with dropout.')
}

interface PredictWork {
  file: string
  /** Passes with dropout; 0 is one without. */
  samples: number
}

async function predictAll(voters: readonly Voter[], features: RawFeatures, { file, samples }: PredictWork) {
  const kernels = await mainKernels()
  const each = voters.flatMap(({ checkpoint: member, votes }) => {
    const inputs = member.data.shape.reduce((product, size) => product * size, 1)
    if (inputs !== features.inputs) throw otherShape(features, inputs, file)
    const probabilities = predict(
      modelFromCheckpoint(member, kernels),
      scaled(features.values, inputs, member.data.scale),
      { samples, seed: member.seed },
    )
    kernels.release()
    return Array(votes).fill(probabilities) as (typeof probabilities)[]
  })
  return averageProbabilities(each)
}

function otherShape(features: RawFeatures, inputs: number, file: string): CliError {
  const got = `${file} has ${counted(features.inputs, 'feature')} in a row.`
  return new CliError(
    'PREDICT_SHAPE',
    got,
    `The network takes ${inputs}; leave a column of labels out with --label NAME.`,
  )
}

interface Prediction {
  row: number
  class: string
  probability: number
  probabilities: readonly number[]
}

function predictions(probabilities: Float64Array, classNames: readonly string[]): Prediction[] {
  const classes = classNames.length
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    const best = likeliest(probabilities, row * classes, classes)
    const own = Array.from(probabilities.subarray(row * classes, (row + 1) * classes))
    return { row: row + 1, class: classNames[best]!, probability: own[best]!, probabilities: own }
  })
}

function agreementText(rows: readonly Prediction[], labels: readonly string[]): string {
  const right = rows.filter((row, index) => row.class === labels[index]).length
  return `${right} of ${counted(rows.length, 'row')} predicted as labelled (${percentText(right / rows.length)})`
}

function resultOf(rows: readonly Prediction[], classNames: readonly string[]): Result {
  const byName = (row: Prediction) =>
    Object.fromEntries(classNames.map((name, index) => [name, row.probabilities[index]!]))
  const rowJson = (row: Prediction): PredictionJson => {
    return { row: row.row, class: row.class, probability: row.probability, probabilities: byName(row) }
  }
  return {
    columns: [
      { header: 'row', align: 'right' },
      { header: 'class' },
      { header: 'probability', align: 'right' },
      ...classNames.map((name) => ({ header: `p(${name})`, align: 'right' as const })),
    ],
    rows: rows.map((row) => [
      String(row.row),
      row.class,
      row.probability.toFixed(4),
      ...row.probabilities.map((value) => value.toFixed(4)),
    ]),
    json: rows.map(rowJson),
    csv: {
      header: ['row', 'class', 'probability', ...classNames.map((name) => `p(${name})`)],
      rows: rows.map((row) => [row.row, row.class, row.probability, ...row.probabilities]),
    },
  }
}
