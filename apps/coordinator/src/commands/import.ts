import { readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { networkObjective, numericsId } from '@hypersweep/runner'
import { parseSweep, type SweepRecord, type SweepSpec } from '@hypersweep/sweep'
import { Command, Option } from 'commander'
import { keepCheckpointsHere } from '../checkpoint-place.ts'
import type { Context, Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import { IMPORTED } from '../imported.ts'
import { newId } from '../register-sweep.ts'
import { type StoreFlags, storeOptions, targetOf } from '../store-options.ts'
import { importSweep } from '../transfer/import-sweep.ts'
import { digestOf, readSweepText, type SweepImport } from '../transfer/read-sweep-text.ts'
import { guessedSpec, readTrialsCsv } from '../transfer/read-trials-csv.ts'
import { counted } from '../view/amounts.ts'

interface ImportFlags extends StoreFlags {
  name?: string
  sweep?: string
  metric?: string
  goal?: 'maximize' | 'minimize'
  params?: string
  state?: string
}

export function importCommand(context: Context): Command {
  const command = new Command('import')
    .description('bring in a sweep: one that was exported, or a table of trials of another program')
    .argument('<file>', 'JSON that hypersweep export wrote, or CSV with a header line')
    .option('--name <name>', 'another name for it (CSV: default the name of the file)')
    .option('--sweep <file>', 'CSV: a sweep file that says which metric and which params')
    .option('--metric <column>', 'CSV: the column that is optimized')
    .addOption(new Option('--goal <goal>', 'CSV: which way').choices(['maximize', 'minimize']))
    .option('--params <columns>', 'CSV: the columns that are params (default: those named params_… or config/…)')
    .option('--state <column>', 'CSV: the column of the states (default: state, where there is one)')
    .addHelpText('after', EXPLANATION)
    .action(async (file: string, flags: ImportFlags) => {
      const text = await readText(file, context)
      const made = /^\s*[{[]/.test(text) ? fromJson(text, file, flags) : await fromCsv(text, file, flags, context)
      await using engine = await context.open(targetOf(flags, context, { create: true }))
      const sweep = await bringIn(engine, made, flags, context)
      await keepCheckpointsHere(engine, sweep)
      await tell(engine, sweep, made, context)
    })
  return storeOptions(command)
}

const EXPLANATION = `
A file is read and checked as a whole before anything is stored. What was
exported has the same digest here; run goes on with it where it was trained by
the same numeric code. Checkpoints are not in the file: copy their folders too.

A table of another program can be looked at (leaderboard, best, export), and
nothing goes on with it. States are understood as Optuna, W&B and Ray write
them; trials that have not ended are left out, pruned ones have failed.

Examples:
  hypersweep import demo.json --redis redis://10.0.0.5:6379
  hypersweep import optuna.csv --metric value --goal maximize
  hypersweep import wandb.csv --metric val_loss --goal minimize --params lr,dropout`

const MOST_BYTES = 400 * 2 ** 20

async function readText(file: string, { cwd }: Context): Promise<string> {
  try {
    const path = resolve(cwd, file)
    const { size } = await stat(path)
    if (size <= MOST_BYTES) return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
    throw new CliError(
      'UNREADABLE',
      `${file} has ${size} bytes, and at most ${MOST_BYTES} are read.`,
      'Give a smaller file.',
    )
  } catch (error) {
    if (error instanceof CliError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const got = code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${message}).`
    throw new CliError('UNREADABLE', got, 'Give a file that hypersweep export wrote, or CSV.', { cause: error })
  }
}

function fromJson(text: string, file: string, flags: ImportFlags): SweepImport & { open: number } {
  const given = (['sweep', 'metric', 'goal', 'params', 'state'] as const).find((flag) => flags[flag] !== undefined)
  if (given === undefined) return { ...readSweepText(text, file), open: 0 }
  throw new CliError('IMPORT_FLAGS', `--${given} is for CSV, and ${file} is JSON.`, 'Leave it out.')
}

/** A table of trials; the sweep around them is told by flags, or by a sweep file. */
async function fromCsv(text: string, file: string, flags: ImportFlags, context: Context) {
  const spec = flags.sweep === undefined ? undefined : await specIn(flags.sweep, context)
  const metric = spec?.metric ?? metricOf(flags, file)
  const params =
    flags.params === undefined
      ? spec?.parameters.map(({ name }) => name)
      : flags.params
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '')
  const { trials, open } = readTrialsCsv(text, file, { params, metric: metric.name, state: flags.state })
  const name = flags.name ?? spec?.name ?? nameOf(file)
  const own = spec ?? guessedSpec({ name, metric, trials })
  const sweep: SweepRecord = { id: newId(), name, spec: { ...own, name }, numerics: IMPORTED, createdAt: Date.now() }
  return { sweep, control: 'run' as const, trials, digest: digestOf(sweep, trials), open }
}

async function specIn(file: string, context: Context): Promise<SweepSpec> {
  return parseSweep(await readText(file, context), networkObjective, { file }).spec
}

function metricOf({ metric, goal }: ImportFlags, file: string): SweepSpec['metric'] {
  if (metric !== undefined && goal !== undefined) return { name: metric, goal, at: 'best' }
  const missing = metric === undefined ? 'which column is optimized' : `whether to minimize or to maximize ${metric}`
  const needed = `Say it with ${metric === undefined ? '--metric and --goal' : '--goal'}, or with --sweep and a sweep file.`
  throw new CliError('IMPORT_METRIC', `${file} does not say ${missing}.`, needed)
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/

function nameOf(file: string): string {
  const name = basename(file)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
  if (NAME.test(name)) return name
  throw new CliError('IMPORT_NAME', `${file} gives the sweep no name.`, 'Name it with --name.')
}

async function bringIn(engine: Engine, made: SweepImport, flags: ImportFlags, { err }: Context): Promise<SweepRecord> {
  if (flags.name !== undefined && !NAME.test(flags.name)) {
    const needed = 'A name has 1 to 64 of a-z, 0-9, ".", "_" and "-", and begins with a letter or digit.'
    throw new CliError('IMPORT_NAME', `--name is "${flags.name}".`, needed)
  }
  const progress = (count: number) => {
    if (err.canRepaint) err.repaint([`${count} of ${counted(made.trials.length, 'trial')}`])
  }
  try {
    return await importSweep(engine, made, { ...(flags.name !== undefined && { name: flags.name }), progress })
  } finally {
    err.settle()
  }
}

async function tell(engine: Engine, sweep: SweepRecord, made: SweepImport & { open: number }, context: Context) {
  const { trials, open, digest } = made
  context.out.write(`${sweep.name} is in ${engine.where}: ${counted(trials.length, 'trial')}\ndigest ${digest}\n`)
  if (open > 0) context.err.write(`${counted(open, 'row')} left out: their trials have not ended.\n`)
  if (sweep.numerics === IMPORTED) return
  if (sweep.numerics !== (await numericsId())) {
    context.err.write('Another numeric code has trained it: it can be looked at here, and not gone on with.\n')
  } else {
    context.err.write(`Its checkpoints belong in ${engine.checkpoints.place}, as ${sweep.id}-0, ${sweep.id}-1, …\n`)
  }
}
