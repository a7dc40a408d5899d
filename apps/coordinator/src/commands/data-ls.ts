import { resolve } from 'node:path'
import { type Found, type FoundData, findData } from '@hypersweep/datasets'
import type { SweepRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { FoundDataJson } from '../schemas/data.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { bytesText } from '../view/amounts.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

export function dataLsCommand(context: Context): Command {
  const command = new Command('ls')
    .description('the data sets below a folder, and which sweeps use them')
    .argument('[folder]', 'where to look', 'data')
    .addHelpText('after', EXPLANATION)
    .action((folder: string, flags: StoreFlags & ResultFlags) =>
      withEngine(flags, context, async (engine) => {
        const { data, isCut } = await foundIn(folder, context)
        const lines = linesOf(data, await engine.store.sweeps())
        if (isCut) context.err.write(`${folder} holds too much to look through; name a folder below it.\n`)
        if (lines.length === 0) context.err.write(`There is no data in ${placeText(folder)}. ${FETCH}\n`)
        if (lines.length > 0 || flags.format !== 'table') await writeLines(lines, flags, context)
        for (const { path, problem } of lines) {
          if (problem !== null && flags.format === 'table') context.err.write(`${path}: ${problem}\n`)
        }
      }),
    )
  return formatOption(storeOptions(command))
}

const EXPLANATION = `
Looks for what a sweep can read: folders of IDX files (MNIST and its like) or of
CIFAR-10's, and CSV files. Each is read whole. A sweep is told by the SHA-256 of
its data, wherever that lay when it was trained.

Examples:
  hypersweep data ls
  hypersweep data ls /srv/data -f json`

/** At the end of a sentence a folder that is all dots cannot be read. */
function placeText(folder: string): string {
  return /^\.+$/.test(folder) ? `the folder "${folder}"` : folder
}

const FETCH = 'hypersweep data fetch mnist brings some.'

async function foundIn(folder: string, { cwd }: Context): Promise<Found> {
  try {
    return await findData(resolve(cwd, folder))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const got = code === 'ENOENT' ? `There is no folder ${folder}.` : `${folder} cannot be looked through (${message}).`
    throw new CliError('NO_DATA_FOLDER', got, `Name one that is there; ${FETCH}`, { cause: error })
  }
}

function linesOf(data: readonly FoundData[], sweeps: readonly SweepRecord[]): FoundDataJson[] {
  return data.map((found) => {
    const { path, format, bytes } = found
    const told = { path: path === '' ? '.' : path, format, bytes }
    if (found.status === 'broken') {
      const unknown = { rows: null, testRows: null, shape: null, classes: null, sha256: null }
      return { ...told, ...unknown, sweeps: [], problem: found.message }
    }
    const { rows, testRows, shape, classes = null, sha256 } = found.facts
    const users = sweeps.filter(({ spec }) => spec.objective.data['sha256'] === sha256).map(({ name }) => name)
    return { ...told, rows, testRows, shape, classes, sha256, sweeps: users, problem: null }
  })
}

async function writeLines(lines: readonly FoundDataJson[], flags: ResultFlags, context: Context): Promise<void> {
  const right = { align: 'right' as const }
  const columns = [
    { header: 'data', cuttable: true },
    { header: 'format' },
    { header: 'rows', ...right },
    { header: 'of a row' },
    { header: 'classes', ...right },
    { header: 'room', ...right },
    { header: 'sweeps', cuttable: true },
  ]
  const rows = lines.map(({ path, format, rows: count, shape, classes, bytes, sweeps, problem }) => [
    path,
    format,
    count === null ? 'broken' : String(count),
    shape === null || problem !== null ? '' : shapeText(format, shape),
    classes === null ? '–' : String(classes),
    bytesText(bytes),
    sweeps.join(', '),
  ])
  const header = ['path', 'format', 'rows', 'test_rows', 'shape', 'classes', 'bytes', 'sha256', 'sweeps', 'problem']
  const cells = lines.map((line) => {
    const { path, format, rows: count, testRows, shape, classes, bytes, sha256, sweeps, problem } = line
    return [path, format, count, testRows, shape?.join('x'), classes, bytes, sha256, sweeps.join(' '), problem]
  })
  await writeResult({ columns, rows, json: lines, csv: { header, rows: cells } }, flags, context)
}

function shapeText(format: FoundDataJson['format'], shape: readonly number[]): string {
  return format === 'csv' ? `${shape[0]} columns` : shape.join(' × ')
}
