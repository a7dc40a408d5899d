import { metricText, valueText } from './amounts.ts'
import { cells, cut, pad, printable } from './printable.ts'
import type { RunningTrial, Snapshot } from './snapshot.ts'
import { sparkline } from './sparkline.ts'

/** A column of the running trials: its header and its cells. */
interface RunningColumn {
  header: string
  cells: readonly string[]
  align: 'left' | 'right'
  width: number
  /** How narrow it may become; its cells are never cut. */
  least: number
}

const GAP = 2
const CURVES_FROM = 64
const SHORT_HEADER = 5

/** The running trials under a header, in at most `room` lines of `width` cells: curves go first, then parameters. */
export function runningTable({ running, metric }: Snapshot, width: number, room: number): string[] {
  if (running.length === 0) return []
  const shown = running.length < room ? running : running.slice(0, Math.max(1, room - 2))
  const columns = fitting(fixedColumns(shown, metric.name, width), paramColumns(shown), width)
  const line = (row: number) =>
    columns.map((column) => pad(column.cells[row]!, column.width, column.align)).join(' '.repeat(GAP))
  const header = columns.map((column) => pad(cut(column.header, column.width), column.width, column.align))
  const hidden = running.length - shown.length
  const lines = [
    header.join(' '.repeat(GAP)),
    ...shown.map((_, row) => line(row)),
    ...(hidden > 0 ? [`and ${hidden} more`] : []),
  ]
  return lines.map((text) => cut(text.trimEnd(), width))
}

function fixedColumns(shown: readonly RunningTrial[], metric: string, width: number): RunningColumn[] {
  const numbers = shown.map((trial) => String(trial.number))
  const epochs = shown.map(({ epoch, epochs }) => (epochs === undefined ? String(epoch) : `${epoch}/${epochs}`))
  const values = shown.map(({ curve }) => (curve.length > 0 ? metricText(curve.at(-1)!) : '–'))
  const longest = Math.min(20, Math.max(...shown.map((trial) => trial.epochs ?? 20)))
  const curve: RunningColumn = {
    header: '',
    cells: shown.map((trial) => sparkline(trial.curve, longest)),
    align: 'left',
    width: longest,
    least: longest,
  }
  return [
    asWide('trial', numbers),
    asWide('epoch', epochs),
    asWide(printable(metric), values),
    ...(width >= CURVES_FROM ? [curve] : []),
  ]
}

function paramColumns(shown: readonly RunningTrial[]): RunningColumn[] {
  const names = [...new Set(shown.flatMap((trial) => Object.keys(trial.params)))]
  return names.map((name) => {
    const texts = shown.map(({ params }) => (params[name] === undefined ? '–' : valueText(params[name])))
    return asWide(printable(name), texts)
  })
}

function asWide(header: string, texts: readonly string[]): RunningColumn {
  const widest = Math.max(...texts.map(cells))
  const whole = Math.max(cells(header), widest)
  const least = Math.min(whole, Math.max(SHORT_HEADER, widest))
  return { header, cells: texts, align: 'right', width: whole, least }
}

/** Where the line is too long, parameters' headers are cut, the longest first, then the others, then columns go. */
function fitting(fixed: readonly RunningColumn[], params: readonly RunningColumn[], width: number): RunningColumn[] {
  const columns = [...fixed, ...params].map((column) => ({ ...column }))
  const shrinkable = [columns.slice(fixed.length), columns.slice(0, fixed.length)]
  while (columns.length > 1 && totalWidth(columns) > width) {
    const next = shrinkable.map(widestToCut).find((column) => column !== undefined)
    if (next) next.width -= 1
    else columns.pop()
  }
  return columns
}

function widestToCut(columns: readonly RunningColumn[]): RunningColumn | undefined {
  const cuttable = columns.filter((column) => column.width > column.least)
  return cuttable.toSorted((a, b) => b.width - a.width)[0]
}

function totalWidth(columns: readonly RunningColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP, -GAP)
}
