import { styleText } from 'node:util'
import type { Paint } from './view/paint.ts'

/** Where text goes: a terminal, a file or a pipe. */
export interface Screen {
  write(text: string): void
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
}

/** Only a terminal is repainted: what that takes is not loaded for files and pipes. */
export async function screenOf(stream: NodeJS.WriteStream): Promise<Screen> {
  const update = stream.isTTY ? (await import('log-update')).createLogUpdate(stream) : undefined
  const width = () => (stream.isTTY && stream.columns > 0 ? stream.columns : Infinity)
  return {
    write: (text) => void stream.write(text),
    get canRepaint() {
      return width() < Infinity
    },
    get columns() {
      return width()
    },
    get rows() {
      return stream.isTTY && stream.rows > 0 ? stream.rows : Infinity
    },
    paint: (style, text) => styleText(style, text, { stream }),
    repaint: (lines) => update?.(lines.join('\n')),
    say: (line) => (update && width() < Infinity ? update.persist(line) : void stream.write(`${line}\n`)),
    settle: () => update?.done(),
  }
}

/** A screen that keeps what was written, for tests. */
export function keptScreen({
  columns = Infinity,
  rows = Infinity,
  canRepaint = false,
} = {}): Screen & { text: string } {
  const add = (lines: readonly string[]) => {
    screen.text += lines.map((line) => `${line}\n`).join('')
  }
  const screen: Screen & { text: string } = {
    text: '',
    columns,
    rows,
    canRepaint,
    write: (text) => {
      screen.text += text
    },
    paint: (_style, text) => text,
    repaint: add,
    say: (line) => add([line]),
    settle: () => undefined,
  }
  return screen
}
