import { DatasetError } from '../errors.ts'
import type { RawTable } from '../parts/scale.ts'
import { type CsvColumns, type HeaderOptions, pickFeatures, readHeader } from './csv-header.ts'
import { type CsvRecord, csvRecords } from './csv-records.ts'

export interface CsvTable extends RawTable {
  /** The names of columns that are neither features nor the label. */
  unused: string[]
  /** The label's text of each row, with the line where it stands; none where no column is one. */
  labels: { text: string; line: number }[]
}

export interface TableOptions extends HeaderOptions {
  /** The columns that are features, in this order, where not all are. */
  wanted?: readonly string[] | undefined
}

/**
 * Features and labels of a CSV text with a header line. A feature is a decimal number, spaces around it allowed.
 *
 * @param options.label  without it all columns are features
 *
 * @throws DatasetError DATA_CSV, DATA_HEADER, DATA_CELL, DATA_LABEL, DATA_IGNORE, naming line and column
 */
export function parseCsvTable(text: string, { wanted, ...options }: TableOptions = {}): CsvTable {
  const records = csvRecords(text)
  const header = records.next()
  if (header.done) throw new DatasetError('DATA_CSV', 'The file is empty.', 'A header line and rows are needed.')
  const all = readHeader(header.value, options)
  const columns = wanted === undefined ? all : pickFeatures(all, wanted)
  const rows: Float64Array[] = []
  const labels: CsvTable['labels'] = []
  for (const record of records) {
    checkWidth(record, columns)
    rows.push(Float64Array.from(columns.features, (column) => parseFeature(record, column, columns.names)))
    if (columns.label !== undefined)
      labels.push({ text: parseLabel(record, columns.label, columns), line: record.line })
  }
  if (rows.length === 0)
    throw new DatasetError('DATA_CSV', 'The file has no rows.', 'Rows are needed below the header.')
  const unused = columns.names.filter((_, column) => column !== columns.label && !columns.features.includes(column))
  return {
    columns: columns.features.map((column) => columns.names[column]),
    unused,
    values: concatenate(rows),
    labels,
  }
}

function concatenate(rows: Float64Array[]): Float64Array {
  const values = new Float64Array(rows.length * rows[0].length)
  for (const [i, row] of rows.entries()) values.set(row, i * row.length)
  return values
}

function checkWidth({ line, cells }: CsvRecord, { names }: CsvColumns): void {
  if (cells.length === names.length) return
  throw new DatasetError(
    'DATA_CSV',
    `Line ${line} has ${cells.length} cells, the header ${names.length}.`,
    cells.length < names.length
      ? `Add what is missing from column '${names[cells.length]}' on.`
      : 'Put a cell that holds a comma in quotes, or remove what is too much.',
  )
}

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i

function parseFeature({ line, cells }: CsvRecord, column: number, names: readonly string[]): number {
  const text = cells[column]
  const value = DECIMAL.test(text) ? Number(text) : NaN
  if (Number.isFinite(value)) return value
  const place = `Line ${line}, column ${column + 1} ('${names[column]}')`
  if (text.trim() === '') {
    throw new DatasetError('DATA_CELL', `${place} is empty.`, 'Fill it in, or remove the row or the column.')
  }
  throw new DatasetError(
    'DATA_CELL',
    `${place} holds '${shorten(text)}'.`,
    /^\s*[+-]?(nan|inf|infinity|null|none|na|n\/a|\d.*)\s*$/i.test(text)
      ? 'A finite decimal number is needed: fill it in, or remove the row or the column.'
      : 'A feature is a number: code the words as numbers, remove the column, or make it the label.',
  )
}

function parseLabel({ line, cells }: CsvRecord, label: number, { names }: CsvColumns): string {
  const text = cells[label].trim()
  if (text !== '') return text
  const place = `Line ${line}, column ${label + 1} ('${names[label]}')`
  throw new DatasetError('DATA_LABEL', `${place}, the label, is empty.`, 'Fill it in, or remove the row.')
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`
}
