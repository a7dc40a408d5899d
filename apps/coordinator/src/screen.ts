import { styleText } from 'node:util'
import type { Paint } from './view/paint.ts'
import { shown } from './view/printable.ts'
import { NOTHING, type Painted, repaintText } from './view/repaint.ts'

/** Where text goes: a terminal, a file or a pipe. */
export interface Screen {
  /** Text for people: whatever would steer a terminal is shown as \ufffd, wherever it came from. */
  write(text: string): void
  /** A document for a program: as it is, but where a terminal shows it. */
  data(text: string): void
  /** Whether there is a terminal with a size to paint on; a terminal may say that it has 0 columns. */
  readonly canRepaint: boolean
  /** Infinite where lines need not fit. */
  readonly columns: number
  readonly rows: number
  paint: Paint
  /** Shows the lines in place of those shown before. */
  repaint(lines: readonly string[]): void
  /** Writes a line that stays, above what is repainted. */
  say(line: string): void
  /** Leaves what was painted last where it is. */
  settle(): void
  /** Calls `handler` whenever the terminal has another size, until disposed. */
  onResize(handler: () => void): Disposable
}

/** @param env  `TERM=dumb` cannot move its cursor; where `CI` is set a log is kept, not a screen. */
export function screenOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Screen {
  const width = () => (stream.isTTY && stream.columns > 0 ? stream.columns : Infinity)
  const isLog = env['TERM'] === 'dumb' || !['', '0', 'false', undefined].includes(env['CI'])
  let painted = NOTHING
  const show = (next: Painted, kept: readonly string[] = []) => {
    stream.write(repaintText(painted, next, kept))
    painted = next
  }
  return {
    write(text) {
      painted = NOTHING
      stream.write(shown(text))
    },
    data(text) {
      painted = NOTHING
      stream.write(stream.isTTY ? shown(text) : text)
    },
    get canRepaint() {
      return width() < Infinity && !isLog
    },
    get columns() {
      return width()
    },
    get rows() {
      return stream.isTTY && stream.rows > 0 ? stream.rows : Infinity
    },
    paint: (style, text) => styleText(style, text, { stream }),
    repaint: (lines) => show({ lines: lines.map(shown), columns: width() }),
    say(text) {
      const line = shown(text)
      if (painted.lines.length === 0) return void stream.write(`${line}\n`)
      // Lines made for another width are made anew before they are painted again.
      show(painted.columns === width() ? painted : { lines: [], columns: width() }, [line])
    },
    settle() {
      painted = NOTHING
    },
    onResize(handler) {
      stream.on('resize', handler)
      return { [Symbol.dispose]: () => void stream.off('resize', handler) }
    },
  }
}

/** A screen that keeps what was written, for tests. */
export function keptScreen({
  columns = Infinity,
  rows = Infinity,
  canRepaint = false,
} = {}): Screen & { text: string } {
  const add = (lines: readonly string[]) => {
    screen.text += lines.map((line) => `${shown(line)}\n`).join('')
  }
  const screen: Screen & { text: string } = {
    text: '',
    columns,
    rows,
    canRepaint,
    write: (text) => {
      screen.text += shown(text)
    },
    data: (text) => {
      screen.text += text
    },
    paint: (_style, text) => text,
    repaint: add,
    say: (line) => add([line]),
    settle: () => undefined,
    onResize: () => ({ [Symbol.dispose]: () => undefined }),
  }
  return screen
}
