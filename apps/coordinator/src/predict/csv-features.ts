import { CliError } from '../errors.ts'
import type { RawFeatures } from './raw-features.ts'

/** The numbers of a CSV text with a header line; the column named `label` is set aside. */
export function csvFeatures(text: string, path: string, label?: string): RawFeatures {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  const header = cellsOf(lines[0]!).map((cell) => cell.trim())
  const labelAt = label === undefined ? -1 : header.indexOf(label)
  if (label !== undefined && labelAt < 0) {
    throw new CliError('PREDICT_FILE', `${path} has no column "${label}".`, `It has ${header.join(', ')}.`)
  }
  const values: number[] = []
  const labels: string[] = []
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue
    const cells = cellsOf(line)
    if (cells.length !== header.length) {
      const got = `${path}:${index + 1} has ${cells.length} cells.`
      throw new CliError('PREDICT_FILE', got, `The header has ${header.length}; each line needs as many.`)
    }
    for (const [column, cell] of cells.entries()) {
      if (column === labelAt) labels.push(cell.trim())
      else values.push(numberIn(cell, `${path}:${index + 1}`, header[column]!))
    }
  }
  const inputs = header.length - (labelAt < 0 ? 0 : 1)
  return { inputs, values: Float64Array.from(values), ...(labelAt >= 0 && { labels }) }
}

/** One line, quotes as RFC 4180 has them; a quoted line break is none in a file of numbers. */
function cellsOf(line: string): string[] {
  const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? []
  const whole = line.endsWith(',') || cells.length === 1 ? cells : cells.slice(0, -1)
  return whole.map((cell) => {
    const bare = cell.endsWith(',') ? cell.slice(0, -1) : cell
    return bare.startsWith('"') ? bare.slice(1, -1).replaceAll('""', '"') : bare
  })
}

function numberIn(cell: string, place: string, column: string): number {
  const value = cell.trim() === '' ? Number.NaN : Number(cell)
  if (Number.isFinite(value)) return value
  const needed = 'Fill in a number; a column of labels is left out with --label NAME.'
  throw new CliError('PREDICT_FILE', `${place} has "${cell}" in the column ${column}.`, needed)
}
