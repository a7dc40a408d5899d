import { durationText, metricText, paramsText, percentText } from './amounts.ts'
import { nameUnder } from './control-text.ts'
import { type Paint, unpainted } from './paint.ts'
import { cells, cut, pad, printable } from './printable.ts'
import { runningTable } from './running-table.ts'
import type { Snapshot } from './snapshot.ts'
import { wrapped } from './wrapped.ts'

export interface ScreenSize {
  columns: number
  rows: number
}

/** The lines of a running sweep's screen; none is longer than the screen is wide, and there are no more than it is high. */
export function liveScreen(shot: Snapshot, { columns, rows }: ScreenSize, paint: Paint = unpainted): string[] {
  const room = Math.max(1, rows - 9)
  const body = runningTable(shot, columns, room)
  const best = bestLines(shot, columns)
  return [
    paint('bold', headLine(shot, columns)),
    barLine(shot, columns, paint),
    countsLine(shot, columns),
    ...(body.length > 0 ? ['', paint('dim', body[0]!), ...body.slice(1)] : []),
    ...(best.length > 0 ? ['', paint('green', best[0]!), ...best.slice(1)] : []),
  ].slice(0, Math.max(1, rows - 1))
}

function headLine({ name, control, engine, elapsedSeconds }: Snapshot, columns: number): string {
  const right = elapsedSeconds === undefined ? engine : `${engine}  ${durationText(elapsedSeconds)}`
  const left = cut(nameUnder(control, printable(name)), Math.max(1, columns - cells(right) - 2))
  return cut(pad(left, columns - cells(right)) + right, columns)
}

function barLine(shot: Snapshot, columns: number, paint: Paint): string {
  const done = shot.complete + shot.failed + shot.cancelled
  const share = shot.total === 0 ? 1 : done / shot.total
  const facts = [`${done}/${shot.total}`, percentText(share), ...paceFacts(shot)]
  while (facts.length > 1 && facts.join('  ').length + 12 > columns) facts.pop()
  const right = `  ${facts.join('  ')}`
  const width = Math.min(40, columns - right.length)
  if (width < 4) return cut(right.trim(), columns)
  const full = Math.floor(share * width)
  return paint('cyan', '█'.repeat(full)) + paint('dim', '░'.repeat(width - full)) + right
}

function paceFacts({ trialsPerMinute, secondsLeft }: Snapshot): string[] {
  return [
    ...(secondsLeft === undefined ? [] : [`${durationText(secondsLeft)} left`]),
    ...(trialsPerMinute === undefined ? [] : [`${trialsPerMinute.toFixed(1)} trials/min`]),
  ]
}

function countsLine({ complete, failed, cancelled, running, waiting }: Snapshot, columns: number): string {
  const usual = [`complete ${complete}`, `running ${running.length}`, `waiting ${waiting}`]
  const rare = [failed > 0 && `failed ${failed}`, cancelled > 0 && `cancelled ${cancelled}`]
  return cut([...usual, ...rare.filter((text) => text !== false)].join('   '), columns)
}

function bestLines({ best, metric }: Snapshot, columns: number): string[] {
  if (!best) return []
  const head = `best  ${printable(metric.name)} ${metricText(best.score)}  trial ${best.number}, epoch ${best.epoch}`
  return [cut(head, columns), ...wrapped(`      ${paramsText(best.params)}`, columns, 6).slice(0, 2)]
}
