import xterm from '@xterm/headless'

/** A terminal as people have them, which wraps anew what it shows when it is resized: xterm.js without a window. */
export function terminal(columns: number, rows: number) {
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: false })
  const write = (text: string) => new Promise<void>((resolve) => emulator.write(text, resolve))
  return {
    write,
    async resize(width: number, height: number): Promise<void> {
      await write('')
      emulator.resize(width, height)
    },
    /** All that can be scrolled to, without empty lines at the end. */
    lines(): string[] {
      const buffer = emulator.buffer.active
      const all = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '')
      return all.slice(0, all.findLastIndex((line) => line !== '') + 1)
    },
    /** Where the cursor is, in lines from the very first. */
    cursor: () => [emulator.buffer.active.cursorX, emulator.buffer.active.baseY + emulator.buffer.active.cursorY],
    wraps: () => emulator.modes.wraparoundMode,
  }
}
