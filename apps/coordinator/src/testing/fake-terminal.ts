import { Writable } from 'node:stream'
import { type Screen, screenOf } from '../screen.ts'
import { terminal } from './terminal.ts'

export interface FakeTerminalOptions {
  columns: number
  rows: number
}

/** A terminal that a command's both outputs go to, and what a person sees in it. */
export function fakeTerminal({ columns, rows }: FakeTerminalOptions): { screen: Screen; lines(): Promise<string[]> } {
  const emulator = terminal(columns, rows)
  const stream = new Writable({
    // As a terminal's driver does: a line's end goes back to its start.
    write(chunk, _encoding, done) {
      emulator.write(String(chunk).replaceAll(/\r?\n/g, '\r\n'))
      done()
    },
  })
  const asTerminal = Object.assign(stream, {
    isTTY: true,
    columns,
    rows,
    getColorDepth: () => 1,
    hasColors: () => false,
  })
  return {
    screen: screenOf(asTerminal as unknown as NodeJS.WriteStream, {}),
    async lines() {
      await emulator.write('')
      return emulator.lines()
    },
  }
}
