import { durationText, metricText, paramsText, percentText } from './amounts.ts'
import { nameUnder } from './control-text.ts'
import { countsLine } from './counts-line.ts'
import { type Paint, unpainted } from './paint.ts'
import { cells, cut, pad, printable } from './printable.ts'
import { runningTable } from './running-table.ts'
import type { Snapshot } from './snapshot.ts'
import { workersLine } from './workers-line.ts'
import { wrapped } from './wrapped.ts'

export interface ScreenSize {
  columns: number
  rows: number
}

/** An empty line, the header, a trial and how many more there are. */
const LEAST_TABLE = 4

/**
 * The lines of a running sweep's screen; none is longer than the screen is wide, and there are fewer than it is high.
 *
 * Where that is low, the table of running trials goes first, then what else is said, then the best trial.
 */
export function liveScreen(shot: Snapshot, { columns, rows }: ScreenSize, paint: Paint = unpainted): string[] {
  const room = Math.max(1, rows - 1)
  const head = [paint('bold', headLine(shot, columns)), barLine(shot, columns, paint), countsLine(shot, columns)]
  const workers = workersLine(shot, columns)
  const failure = failureLine(shot, columns)
  const best = bestLines(shot, columns)
  const failed = failure === '' ? [] : [paint('red', failure)]
  const [first, ...params] = best.map((line, at) => (at > 0 ? line : paint('green', line)))
  const neglect = neglectLines(shot, columns, paint)
  const said = [...neglect, ...failed, ...(first === undefined ? [] : [first, ...params])]
  const top = workers === '' ? head : [...head, workers]
  const free = room - top.length - (said.length > 0 ? said.length + 1 : 0)
  if (free < LEAST_TABLE)
    return [...head, ...neglect.slice(0, 1), ...(first === undefined ? [] : [first]), ...failed, ...params].slice(
      0,
      room,
    )
  const table = runningTable(shot, columns, free - 1)
  return [
    ...top,
    ...(table.length > 0 ? ['', paint('dim', table[0]!), ...table.slice(1)] : []),
    ...(said.length > 0 ? ['', ...said] : []),
  ]
}

/** The name goes before what trains and for how long. */
function headLine({ name, control, engine, elapsedSeconds }: Snapshot, columns: number): string {
  const time = elapsedSeconds === undefined ? '' : durationText(elapsedSeconds)
  const left = nameUnder(control, printable(name))
  const whole = [engine, time].filter((text) => text !== '').join('  ')
  const fits = (right: string) => cells(left) + 2 + cells(right) <= columns
  const right = [whole, time].find(fits) ?? ''
  return pad(cut(left, columns), columns - cells(right)) + right
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

/** Of a sweep that is held nobody knows when it will have ended. */
function paceFacts({ control, running, waiting, trialsPerMinute, secondsLeft }: Snapshot): string[] {
  const isGoingOn = control === 'run' && running.length + waiting > 0
  return [
    ...(secondsLeft === undefined || !isGoingOn ? [] : [`${durationText(secondsLeft)} left`]),
    ...(trialsPerMinute === undefined ? [] : [`${trialsPerMinute.toFixed(1)} trials/min`]),
  ]
}

function failureLine({ failure }: Snapshot, columns: number): string {
  if (!failure) return ''
  return cut(`failed  trial ${failure.number} (${failure.reason}): ${printable(failure.message)}`, columns)
}

/** Why nobody takes its trials. */
function neglectLines({ declines }: Snapshot, columns: number, paint: Paint): string[] {
  if (!declines) return []
  const details = declines.details.flatMap((line) => wrapped(`  ${line}`, columns, 4).slice(0, 3))
  return [paint('red', cut(`waiting: ${declines.what}`, columns)), ...details]
}

function bestLines({ best, metric }: Snapshot, columns: number): string[] {
  if (!best) return []
  const score = metricText(best.score)
  const ways = [
    `best  ${printable(metric.name)} ${score}  trial ${best.number}, epoch ${best.epoch}`,
    `best  ${score}  trial ${best.number}, epoch ${best.epoch}`,
    `best  ${score}`,
  ]
  const head = ways.find((way) => cells(way) <= columns) ?? cut(ways.at(-1)!, columns)
  return [head, ...wrapped(`      ${paramsText(best.params)}`, columns, 6).slice(0, 2)]
}
