import { type CsvRecord, csvRecords, DatasetError, firstAgain } from '@hypersweep/datasets'
import { closest } from '@hypersweep/sweep'
import { CliError } from '../errors.ts'
import { fileError } from './file-error.ts'

export interface CsvTable {
  file: string
  names: readonly string[]
  rows: readonly CsvRecord[]
}

/** Reads a CSV file whose first line names its columns; a first column without a name is an index, as pandas writes one. */
export function csvTable(text: string, file: string): CsvTable {
  const [header, ...rows] = recordsOf(text, file)
  if (header === undefined || rows.length === 0) {
    throw fileError(
      'There are no rows in it.',
      'Give a line with the names of the columns, and a line for each trial.',
      file,
    )
  }
  const names = header.cells.map((cell) => cell.trim())
  const [unnamed, again] = [names.indexOf('', 1), firstAgain(names)].map((place) => (place < 0 ? Infinity : place))
  const bad = Math.min(unnamed!, again!)
  if (bad < Infinity) {
    const what = names[bad] === '' ? 'has no name' : `is named "${names[bad]}" as one before it`
    throw fileError(`Column ${bad + 1} ${what}.`, 'Give each column a name of its own.', file, {
      line: header.line,
      column: 1,
    })
  }
  const odd = rows.find(({ cells }) => cells.length !== names.length)
  if (odd === undefined) return { file, names, rows }
  const got = `Here are ${odd.cells.length} cells, and the header names ${names.length}.`
  throw fileError(got, 'Give each line a cell for every column.', file, { line: odd.line, column: 1 })
}

function recordsOf(text: string, file: string): CsvRecord[] {
  try {
    return [...csvRecords(text.replace(/^\uFEFF/, ''))]
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error
    const line = Number(/^Line (\d+)/.exec(error.message)?.[1] ?? 1)
    throw fileError(error.message, '', file, { line, column: 1 }, error)
  }
}

/** What Optuna, Ray and our own export put before the name of a param. */
const PREFIXES = ['params_', 'config/', 'config.', 'params.']

export interface ParamColumn {
  name: string
  place: number
}

/** The columns of the params that are named; where none are, those whose name says that they are params. */
export function paramColumns(table: CsvTable, wanted: readonly string[] | undefined): ParamColumn[] {
  if (wanted === undefined) {
    const found = table.names.flatMap((column, place) => {
      const prefix = PREFIXES.find((each) => column.startsWith(each) && column.length > each.length)
      return prefix === undefined ? [] : [{ name: column.slice(prefix.length), place }]
    })
    if (found.length > 0) return found
    throw new CliError(
      'IMPORT_PARAMS',
      `No column of ${table.file} says that it is a param.`,
      `Name them: --params ${table.names.filter(Boolean).slice(0, 3).join(',')}`,
    )
  }
  return wanted.map((name) => {
    const place = [name, ...PREFIXES.map((prefix) => prefix + name)]
      .map((each) => table.names.indexOf(each))
      .find((each) => each >= 0)
    if (place !== undefined) return { name, place }
    throw noColumn(table, name, '--params')
  })
}

/** The place of a column. */
export function columnNamed(table: CsvTable, name: string, option: string): number {
  const place = table.names.indexOf(name)
  if (place >= 0) return place
  throw noColumn(table, name, option)
}

function noColumn({ file, names }: CsvTable, name: string, option: string): CliError {
  const meant = closest(name, names)
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  return new CliError(
    'IMPORT_COLUMN',
    `${file} has no column "${name}", which ${option} names.`,
    `There are ${names.filter(Boolean).join(', ')}.${hint}`,
  )
}

/** Where a cell stands: CSV counts lines, and people count columns by their names. */
export function cellFault({ file, names }: CsvTable, row: CsvRecord, place: number, needed: string): CliError {
  const got = `${names[place]} is "${row.cells[place]}" here.`
  return fileError(got, needed, file, { line: row.line, column: place + 1 })
}
