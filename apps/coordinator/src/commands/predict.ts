import { resolve } from 'node:path'
import { averageProbabilities, modelFromCheckpoint, predict } from '@hypersweep/core'
import { type RawRows, scaledRows } from '@hypersweep/datasets'
import { mainKernels } from '@hypersweep/runner'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import { loadVoters, type Voter } from '../ensemble/ensemble-folder.ts'
import { likeliest } from '../ensemble/score.ts'
import { CliError } from '../errors.ts'
import { checkRows } from '../predict/check-rows.ts'
import { readRows, STDIN } from '../predict/read-rows.ts'
import type { PredictionJson } from '../schemas/networks.ts'
import { counted, percentText } from '../view/amounts.ts'
import { printable } from '../view/printable.ts'
import type { Result } from '../view/result.ts'
import { positiveInteger } from './positive-integer.ts'
import { formatOption, outputOption, type ResultFlags, writeResult } from './result-options.ts'

interface PredictFlags extends ResultFlags {
  label?: string
  mcSamples?: number
}

export function predictCommand(context: Context): Command {
  const command = new Command('predict')
    .description('the class of each row of a file, with its probability')
    .argument('<ensemble>', 'folder of an ensemble, or a checkpoint file')
    .argument('[file]', 'rows as CSV, NPY, IDX or CIFAR-10 records, plain or gzip; - or none for what comes in')
    .option(
      '--label <column>',
      'a column of the CSV that is no feature, by name or place; the share of rows predicted so is told',
    )
    .option(
      '--mc-samples <n>',
      'Monte-Carlo dropout: the mean of so many passes that drop units as training does',
      positiveInteger,
    )
    .addHelpText('after', EXPLANATION)
    .action(async (ensemble: string, given: string | undefined, flags: PredictFlags) => {
      const file = given ?? whatComesIn(context)
      const voters = await loadVoters(resolve(context.cwd, ensemble))
      const samples = flags.mcSamples ?? 0
      if (samples > 0) checkDropout(voters, ensemble)
      const { classNames, featureNames } = voters[0]!.checkpoint.data
      const rows = await readRows({
        ...flags,
        ...(featureNames && { featureNames }),
        path: file === STDIN ? file : resolve(context.cwd, file),
        input: context.input,
      })
      const note = checkRows(rows, voters[0]!.checkpoint.data, file)
      if (note !== undefined) context.err.write(`${note}\n`)
      if (rows.unused) context.err.write(`${unusedText(rows.unused)}\n`)
      const probabilities = await predictAll(voters, rows, samples)
      const predicted = predictions(probabilities, classNames)
      if (rows.labels) context.err.write(`${agreementText(predicted, rows.labels)}\n`)
      await writeResult(resultOf(predicted, classNames), flags, context)
    })
  return outputOption(formatOption(command))
}

const EXPLANATION = `
Rows are given as they were before training scaled them (pixels from 0 to 255), and scaled as the training data was.
The first bytes say which format it is:
  CSV       a header line, then rows; columns as the training data names them, in any order
  NPY       numpy.save of an array [rows, features] or [rows, height, width, channels], of any whole or float type
  IDX       images as MNIST has them
  CIFAR-10  records of its binary version

Examples:
  hypersweep predict demo-ensemble new.csv
  hypersweep predict demo-ensemble new.csv --label species -f csv -o classes.csv
  gunzip -c images.npy.gz | hypersweep predict demo-ensemble -f json`

/** Nothing comes in at a terminal but what a person would have to type. */
function whatComesIn({ confirm }: Context): string {
  if (confirm === undefined) return STDIN
  throw new CliError(
    'NO_ROWS',
    'No rows are given.',
    'Name a file of rows, or send some in: … | hypersweep predict DIR',
  )
}

function unusedText(columns: readonly string[]): string {
  const names = columns.map((name) => printable(name)).join(', ')
  return columns.length === 1
    ? `Column ${names} is no feature, and left out.`
    : `Columns ${names} are no features, and left out.`
}

/** Without dropout all passes are one, and their agreement would be taken for certainty. */
function checkDropout(voters: readonly Voter[], ensemble: string): void {
  if (voters.some(({ checkpoint: { spec } }) => spec.layers.some(({ dropout = 0 }) => dropout !== 0))) return
  const got = `No network of ${ensemble} has dropout, so that all of its passes are alike.`
  throw new CliError('PREDICT_SAMPLES', got, 'Leave --mc-samples out, or train with dropout.')
}

/** @param samples  passes with dropout; 0 is one without */
async function predictAll(voters: readonly Voter[], rows: RawRows, samples: number): Promise<Float64Array> {
  const kernels = await mainKernels()
  const each = voters.flatMap(({ checkpoint: member, votes }) => {
    const features = scaledRows(rows, member.data.scale)
    const probabilities = predict(modelFromCheckpoint(member, kernels), features, { samples, seed: member.seed })
    kernels.release()
    return Array(votes).fill(probabilities) as (typeof probabilities)[]
  })
  return averageProbabilities(each)
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
