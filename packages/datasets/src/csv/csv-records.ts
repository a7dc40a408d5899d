import { DatasetError } from '../errors.ts'

/** More than any table; a header that has more is none, and takes its reader long to refuse. */
const MOST_CELLS = 100_000

export interface CsvRecord {
  /** Where the record begins, from 1. */
  line: number
  cells: string[]
}

/**
 * The records of a CSV text, header included: cells between commas, quoted where they hold commas, quotes (doubled) or
 * line ends. Lines end in CRLF, LF or CR; empty lines are passed over.
 *
 * @throws DatasetError DATA_CSV where quotes are not as they should be, or a record has too many cells, naming the line
 *
 * Source: RFC 4180. Differs: bare LF and CR end a line too, empty lines are no records.
 */
export function* csvRecords(text: string): Generator<CsvRecord> {
  const cursor: Cursor = { text, at: 0, line: 1 }
  while (cursor.at < text.length) {
    if (skipLineEnd(cursor)) continue
    yield readRecord(cursor)
  }
}

interface Cursor {
  readonly text: string
  at: number
  line: number
}

function readRecord(cursor: Cursor): CsvRecord {
  const record: CsvRecord = { line: cursor.line, cells: [] }
  for (;;) {
    record.cells.push(cursor.text[cursor.at] === '"' ? readQuoted(cursor) : readPlain(cursor))
    if (cursor.text[cursor.at] !== ',') break
    if (record.cells.length === MOST_CELLS) throw tooWide(record.line)
    cursor.at += 1
  }
  skipLineEnd(cursor)
  return record
}

function readPlain(cursor: Cursor): string {
  const start = cursor.at
  while (cursor.at < cursor.text.length && !endsCell(cursor.text.charCodeAt(cursor.at))) {
    if (cursor.text[cursor.at] === '"')
      throw badQuote(cursor.line, 'a quote stands inside a cell that begins without one')
    cursor.at += 1
  }
  return cursor.text.slice(start, cursor.at)
}

function readQuoted(cursor: Cursor): string {
  const startLine = cursor.line
  let cell = ''
  for (;;) {
    const from = cursor.at + 1
    const close = cursor.text.indexOf('"', from)
    if (close < 0) throw badQuote(startLine, 'a quoted cell begins and never ends')
    const piece = cursor.text.slice(from, close)
    cursor.line += piece.match(/\r\n|\r|\n/g)?.length ?? 0
    cell += piece
    cursor.at = close + 1
    if (cursor.text[cursor.at] !== '"') break
    cell += '"'
  }
  if (cursor.at < cursor.text.length && !endsCell(cursor.text.charCodeAt(cursor.at))) {
    throw badQuote(cursor.line, `'${cursor.text[cursor.at]}' follows the end of a quoted cell`)
  }
  return cell
}

function endsCell(code: number): boolean {
  return code === 44 || code === 10 || code === 13
}

/** Whether there was a line end, which is then behind us. */
function skipLineEnd(cursor: Cursor): boolean {
  const code = cursor.text.charCodeAt(cursor.at)
  if (code !== 10 && code !== 13) return false
  cursor.at += code === 13 && cursor.text.charCodeAt(cursor.at + 1) === 10 ? 2 : 1
  cursor.line += 1
  return true
}

function tooWide(line: number): DatasetError {
  const got = `Line ${line} has more than ${MOST_CELLS} cells.`
  return new DatasetError('DATA_CSV', got, 'Name a table of fewer columns, or store the rows as NPY.')
}

function badQuote(line: number, what: string): DatasetError {
  return new DatasetError(
    'DATA_CSV',
    `Line ${line}: ${what}.`,
    'Put the whole cell in quotes, and write a quote inside it twice.',
  )
}
