import { printable } from '@hypersweep/sweep'

export { printable }

/** Wide glyphs take two cells of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const COMBINING = /\p{Mark}/u

/** Of whole texts for people: the lines and tabs that they are made of, and the colours of `Paint`. */
const ESCAPE = '\u001b'
const OURS = new RegExp(`(${ESCAPE}\\[(?:1|2|22|3[1236]|39)m|\\r?\\n|\\t)`)

/** Names and messages come from files: one that holds an escape sequence must not steer the terminal. */
export function shown(text: string): string {
  return text
    .split(OURS)
    .map((part, index) => (index % 2 === 0 ? printable(part) : part))
    .join('')
}

/** How many cells of a terminal the text takes. */
export function cells(text: string): number {
  let count = 0
  for (const glyph of text) count += cellsOf(glyph)
  return count
}

/** The text in at most `width` cells, its end replaced by … where it is longer. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text
  if (width < 1) return ''
  let kept = ''
  let count = 0
  for (const glyph of text) {
    count += cellsOf(glyph)
    if (count > width - 1) break
    kept += glyph
  }
  return `${kept.trimEnd()}…`
}

/** The text with spaces on its right (`left` aligned) or left up to `width` cells. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - cells(text)))
  return align === 'left' ? text + space : space + text
}

function cellsOf(glyph: string): number {
  if (COMBINING.test(glyph)) return 0
  return WIDE.test(glyph) ? 2 : 1
}
