import { durationText, metricText, paramsText, percentText } from './amounts.ts'
import { type Paint, unpainted } from './paint.ts'
import { cells, cut, pad, printable } from './printable.ts'
import type { RunningTrial, Snapshot } from './snapshot.ts'
import { sparkline } from './sparkline.ts'

export interface ScreenSize {
  columns: number
  rows: number
}

/** The lines of a running sweep's screen; none is longer than the screen is wide, and there are no more than it is high. */
export function liveScreen(shot: Snapshot, { columns, rows }: ScreenSize, paint: Paint = unpainted): string[] {
  const room = Math.max(1, rows - 8)
  const body = runningLines(shot, columns, room)
  const best = bestLines(shot, columns)
  return [
    paint('bold', headLine(shot, columns)),
    barLine(shot, columns, paint),
    countsLine(shot, columns),
    ...(body.length > 0 ? ['', paint('dim', body[0]!), ...body.slice(1)] : []),
    ...(best.length > 0 ? ['', paint('green', best[0]!), ...best.slice(1)] : []),
  ].slice(0, Math.max(1, rows - 1))
}

function headLine({ name, engine, elapsedSeconds }: Snapshot, columns: number): string {
  const right = `${engine}  ${durationText(elapsedSeconds)}`
  const left = cut(printable(name), Math.max(1, columns - cells(right) - 2))
  return cut(pad(left, columns - cells(right)) + right, columns)
}

function barLine(shot: Snapshot, columns: number, paint: Paint): string {
  const done = shot.complete + shot.failed
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

function countsLine({ complete, failed, running, waiting }: Snapshot, columns: number): string {
  const counts = [`complete ${complete}`, `running ${running.length}`, `waiting ${waiting}`]
  return cut([...counts, ...(failed > 0 ? [`failed ${failed}`] : [])].join('   '), columns)
}

function runningLines(shot: Snapshot, columns: number, room: number): string[] {
  if (shot.running.length === 0) return []
  const shown = shot.running.slice(0, room)
  const numberWidth = Math.max(5, ...shown.map((trial) => String(trial.number).length))
  const epochWidth = Math.max(6, ...shown.map((trial) => epochText(trial).length))
  const metricWidth = Math.max(8, cells(shot.metric.name))
  const curveWidth = Math.max(0, Math.min(20, ...shown.map((trial) => trial.epochs ?? 20), columns - 40))
  const row = (number: string, epoch: string, metric: string, curve: string, params: string) =>
    cut(
      [pad(number, numberWidth, 'right'), pad(epoch, epochWidth, 'right'), pad(metric, metricWidth, 'right')]
        .concat(curveWidth > 0 ? [pad(curve, curveWidth)] : [], [params])
        .join('  '),
      columns,
    ).trimEnd()
  const hidden = shot.running.length - shown.length
  return [
    row('trial', 'epoch', shot.metric.name, '', 'parameters'),
    ...shown.map((trial) =>
      row(
        String(trial.number),
        epochText(trial),
        trial.curve.length > 0 ? metricText(trial.curve.at(-1)!) : '–',
        sparkline(trial.curve, curveWidth),
        paramsText(trial.params),
      ),
    ),
    ...(hidden > 0 ? [cut(`and ${hidden} more`, columns)] : []),
  ]
}

function epochText({ epoch, epochs }: RunningTrial): string {
  return epochs === undefined ? String(epoch) : `${epoch}/${epochs}`
}

function bestLines({ best, metric }: Snapshot, columns: number): string[] {
  if (!best) return []
  const head = `best  ${printable(metric.name)} ${metricText(best.score)}  trial ${best.number}, epoch ${best.epoch}`
  return [cut(head, columns), cut(`      ${paramsText(best.params)}`, columns)]
}
