import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'

export function initCommand(context: Context): Command {
  return new Command('init')
    .description('write a first sweep file, ready to run')
    .argument('[file]', 'where to write it', 'sweep.yaml')
    .addHelpText('after', '\nExample:\n  hypersweep init digits.yaml\n  hypersweep run digits.yaml')
    .action(async (file: string) => {
      await writeNew(resolve(context.cwd, file), file)
      context.out.write(`Wrote ${file}. Run it with:\n  hypersweep run ${file}\n`)
    })
}

async function writeNew(path: string, file: string): Promise<void> {
  try {
    await writeFile(path, FIRST_SWEEP, { flag: 'wx' })
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
    const got = isThere ? `${file} is there already.` : `${file} cannot be written (${(error as Error).message}).`
    throw new CliError('UNWRITABLE', got, 'Give another name: hypersweep init other.yaml', { cause: error })
  }
}

const FIRST_SWEEP = `# A sweep: one network, trained once for every point of a search space.
#   hypersweep check sweep.yaml    shows what it means, without running it
#   hypersweep run sweep.yaml      runs it on all cores; run it again to go on after a stop
name: digits
method: grid # every combination; or random, with run_cap: 20
metric: { name: val_accuracy, goal: maximize }

# The axes. One acts where its name is a key of "training", or where $name stands.
parameters:
  learning_rate: { values: [0.01, 0.03, 0.1] }
  momentum: { values: [0.5, 0.9] }
  dropout: { distribution: q_uniform, min: 0, max: 0.5, q: 0.25 }

# Digits drawn by the program itself, so that nothing needs to be downloaded.
# For files of your own: { source: csv, path: flowers.csv, label: species }
#                     or { source: mnist, path: data/mnist, validation: 5000 }
data: { source: digits, rows: 4000, noise: 0.25, validation: 800, test: 800 }

model:
  layers:
    - { dense: 32, activation: relu, dropout: $dropout }
    - { dense: 10 } # one unit per class

training: { optimizer: nesterov, epochs: 5, batch_size: 64 }
seed: 42
ensemble: { method: average, top: 5 } # the best trials, predicting together
`
