import { DatasetError } from '../errors.ts'
import type { CsvRecord } from './csv-records.ts'

export interface CsvColumns {
  names: readonly string[]
  /** The label's place among the names, where there is one. */
  label: number | undefined
  /** The places of all others that are not to be ignored. */
  features: readonly number[]
}

export interface HeaderOptions {
  /** The label's column, by its name or its place. */
  label?: string | number | undefined
  /** Names of columns that are no features. */
  ignore?: readonly string[] | undefined
}

/**
 * Reads the header line: each column has a name of its own, and one of them is the label where one is asked for.
 *
 * @throws DatasetError DATA_HEADER, DATA_LABEL, DATA_IGNORE
 */
export function readHeader({ line, cells }: CsvRecord, { label, ignore = [] }: HeaderOptions = {}): CsvColumns {
  const names = cells.map((cell) => cell.trim())
  checkNames(names, line)
  if (label === undefined) return { names, label: undefined, features: [...names.keys()] }
  const place = typeof label === 'number' ? placeOf(label, names) : names.indexOf(label)
  if (place < 0) throw noSuchLabel(label, names)
  checkIgnored(ignore, names, names[place])
  const features = [...names.keys()].filter((column) => column !== place && !ignore.includes(names[column]))
  if (features.length > 0) return { names, label: place, features }
  const got = ignore.length === 0 ? `'${names[0]}' is the only column.` : 'Every column but the label is to be ignored.'
  throw new DatasetError('DATA_HEADER', got, 'A feature is needed beside the label.')
}

function checkIgnored(ignore: readonly string[], names: readonly string[], label: string): void {
  for (const name of ignore) {
    if (name === label) {
      throw new DatasetError('DATA_IGNORE', `The column '${name}' is the label.`, 'Remove it from those to ignore.')
    }
    if (!names.includes(name)) {
      const got = `There is no column '${name}' to ignore; the header names: ${listed(names)}.`
      const unknown = { name, known: names.filter((each) => each !== label && !ignore.includes(each)) }
      throw new DatasetError('DATA_IGNORE', got, 'Write names as they stand there, or none.', { unknown })
    }
  }
}

/** Where a name stands that stood before it; −1 where each is there once. */
export function firstAgain(names: readonly string[]): number {
  const seen = new Set<string>()
  return names.findIndex((name) => seen.size === seen.add(name).size)
}

function listed(names: readonly string[]): string {
  return names.length <= 20 ? names.join(', ') : `${names.slice(0, 19).join(', ')}, … ${names.at(-1)}`
}

/**
 * Of a header the columns that a network was trained on, in its order.
 *
 * @throws DatasetError DATA_HEADER where one is missing
 */
export function pickFeatures(columns: CsvColumns, wanted: readonly string[]): CsvColumns {
  const { names } = columns
  const places = new Map(names.map((name, place) => [name, place]))
  const missing = wanted.filter((name) => !places.has(name))
  if (missing.length === 0) return { ...columns, features: wanted.map((name) => places.get(name)!) }
  const got = `There is no column ${listed(missing.map((name) => `'${name}'`))}; the header names: ${listed(names)}.`
  throw new DatasetError('DATA_HEADER', got, 'Name the columns as in the training data; their order does not matter.')
}

function checkNames(names: readonly string[], line: number): void {
  if (names.every((name) => name !== '' && !Number.isNaN(Number(name)))) {
    throw headerError(line, 'holds numbers only', 'Write the names of the columns above the rows.')
  }
  const unnamed = names.indexOf('')
  if (unnamed >= 0) {
    throw headerError(line, `names no column ${unnamed + 1}`, 'Name it, or remove it: is it a row number?')
  }
  const again = firstAgain(names)
  if (again >= 0) {
    const first = names.indexOf(names[again])
    const what = `names columns ${first + 1} and ${again + 1} both '${names[again]}'`
    throw headerError(line, what, 'Give each a name of its own.')
  }
}

/** Where a number counts from the front, or from the back when negative; −1 where there is no such column. */
function placeOf(label: number, names: readonly string[]): number {
  const place = label < 0 ? names.length + label : label
  return Number.isInteger(place) && place < names.length ? place : -1
}

function noSuchLabel(label: string | number, names: readonly string[]): DatasetError {
  const separator = names.length === 1 ? [';', '\t', '|'].find((mark) => names[0].includes(mark)) : undefined
  const isText = typeof label === 'string'
  return new DatasetError(
    'DATA_LABEL',
    `There is no column ${isText ? `'${label}'` : label}; the header names: ${listed(names)}.`,
    separator !== undefined
      ? `Separate the cells by commas, not by '${separator === '\t' ? 'tab' : separator}'.`
      : 'Give one of these as the label, or its place from 0 (−1 is the last).',
    isText ? { unknown: { name: label, known: names } } : {},
  )
}

function headerError(line: number, what: string, needed: string): DatasetError {
  return new DatasetError('DATA_HEADER', `The header, line ${line}, ${what}.`, needed)
}
