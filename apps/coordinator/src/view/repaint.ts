import { stripVTControlCharacters } from 'node:util'
import { cells } from './printable.ts'

/** A block of lines as it was last painted, the cursor at the start of the line below it. */
export interface Painted {
  lines: readonly string[]
  /** How wide the terminal was. */
  columns: number
}

export const NOTHING: Painted = { lines: [], columns: 0 }

// Synchronized output, for terminals that know it; without wrapping, so that a glyph of another width than reckoned is
// cut at the edge and moves no line. The cursor stays as it is: nothing is to be restored, however the program ends.
const BEGIN = '\x1b[?2026h\x1b[?7l'
const END = '\x1b[?7h\x1b[?2026l'
const CLEAR_RIGHT = '\x1b[K'
const CLEAR_BELOW = '\x1b[J'

/**
 * What to write so that `after` stands where `before` stood, with `kept`, lines that stay, above it.
 *
 * Only lines that differ are written. A terminal that became narrower has wrapped the old lines: these rows are counted.
 */
export function repaintText(before: Painted, after: Painted, kept: readonly string[] = []): string {
  const isSame = kept.length === 0 && before.columns === after.columns
  const lines = after.lines.map((line, index) => {
    return isSame && line === before.lines[index] ? '\r\n' : `${toTheEdge(line, after.columns)}\r\n`
  })
  const stays = kept.length === 0 ? '' : `${CLEAR_BELOW}\x1b[?7h${kept.map((line) => `${line}\r\n`).join('')}\x1b[?7l`
  return `${BEGIN}${up(rowsNow(before, after.columns))}${stays}${lines.join('')}${CLEAR_BELOW}${END}`
}

function up(rows: number): string {
  return rows === 0 ? '\r' : `\x1b[${rows}A\r`
}

/** A full line needs no clearing, and gets none: its last glyph would be what is cleared. */
function toTheEdge(line: string, columns: number): string {
  return widthOf(line) < columns ? line + CLEAR_RIGHT : line
}

function rowsNow({ lines }: Painted, columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / columns)), 0)
}

function widthOf(line: string): number {
  return cells(stripVTControlCharacters(line))
}
