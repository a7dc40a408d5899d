import { cells, cut, pad, printable } from './printable.ts'

export interface Column {
  header: string
  align?: 'left' | 'right'
  /** A word that may be cut short where the table is too wide; numbers never are. */
  cuttable?: boolean
}

export interface TableText {
  text: string
  /** Headers of the columns, from the right, that had no room. */
  left: string[]
}

const GAP = 2
const SHORTEST = 8
/**
 * Rows under headers, in at most `width` cells: long headers fold at their underscores first, then words are cut, then
 * the columns on the right go.
 */
export function table(given: readonly Column[], rows: readonly (readonly string[])[], width = Infinity): TableText {
  const columns = given.map((column) => ({ ...column, header: printable(column.header) }))
  const clean = rows.map((row) => row.map(printable))
  let shown = columns.length
  while (shown > 1 && !fits(columns.slice(0, shown), clean, width)) shown -= 1
  const kept = columns.slice(0, shown)
  return { text: draw(kept, clean, width), left: columns.slice(shown).map((column) => column.header) }
}

function fits(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): boolean {
  const least = columns.map((column, index) => {
    const natural = bodyWidth(rows, index)
    const body = column.cuttable ? Math.min(natural, SHORTEST) : natural
    return Math.max(body, headWidth(folded(column.header)))
  })
  return total(least) <= width
}

function draw(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const wide = columns.map((column, index) => Math.max(bodyWidth(rows, index), cells(column.header)))
  const fold = total(wide) > width
  const heads = columns.map((column) => (fold ? folded(column.header) : column.header))
  const widths = heads.map((head, index) => Math.max(bodyWidth(rows, index), headWidth(head)))
  const limits = cutWidths(columns, heads, widths, width)
  const line = (texts: readonly string[]) =>
    columns
      .map(({ align }, index) => pad(cut(texts[index] ?? '', limits[index]!), limits[index]!, align))
      .join(' '.repeat(GAP))
      .trimEnd()
  return [...headLines(heads).map(line), ...rows.map(line)].join('\n')
}

/** Folded headers take several lines, from the top. */
function headLines(heads: readonly string[]): string[][] {
  const parts = heads.map((head) => head.split('\n'))
  const lines = Math.max(...parts.map(({ length }) => length))
  return Array.from({ length: lines }, (_, index) => parts.map((part) => part[index] ?? ''))
}

/** Takes what is too much from the widest word column, one after the other. */
function cutWidths(columns: readonly Column[], heads: readonly string[], widths: readonly number[], width: number) {
  const limits = [...widths]
  for (let excess = total(limits) - width; excess > 0; excess = total(limits) - width) {
    const widest = columns.reduce(
      (best, column, index) => (column.cuttable && (best < 0 || limits[index]! > limits[best]!) ? index : best),
      -1,
    )
    const least = widest < 0 ? 0 : Math.max(SHORTEST, headWidth(heads[widest]!))
    if (widest < 0 || limits[widest]! <= least) return limits
    limits[widest] = Math.max(least, limits[widest]! - excess)
  }
  return limits
}

function folded(header: string): string {
  return header.replaceAll('_', '_\n')
}

function headWidth(header: string): number {
  return Math.max(...header.split('\n').map(cells))
}

function bodyWidth(rows: readonly (readonly string[])[], index: number): number {
  return rows.reduce((widest, row) => Math.max(widest, cells(row[index] ?? '')), 0)
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1)
}
