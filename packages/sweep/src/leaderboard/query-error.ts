import { SweepError } from '../errors.ts'
import { printable } from '../printable.ts'

interface QueryFault {
  /** What is read: `Filter`, `sort`. */
  what: string
  text: string
  /** Where in the text, in UTF-16 units from 0. */
  place: number
  got: string
  needed: string
}

/** At most so much of a text is shown before the place, and after it. */
const SHOWN_BEFORE = 50
const SHOWN_AFTER = 30

/** Says what is wrong, and points at the place under the text itself. Columns count characters from 1. */
export function queryError({ what, text, place, got, needed }: QueryFault): SweepError {
  const [before, after] = [Array.from(text.slice(0, place)), Array.from(text.slice(place))]
  const column = before.length + 1
  const shownBefore = before.length > SHOWN_BEFORE ? ['…', ...before.slice(-SHOWN_BEFORE)] : before
  const shownAfter = after.length > SHOWN_AFTER ? [...after.slice(0, SHOWN_AFTER), '…'] : after
  const line = printable([...shownBefore, ...shownAfter].join(''))
  const pointer = `${' '.repeat(shownBefore.reduce((cells, glyph) => cells + cellsOf(glyph), 0))}^`
  const first = `${what}, column ${column}: ${printable(got)}`
  return new SweepError('FILTER', first, `${printable(needed)}\n  ${line}\n  ${pointer}`)
}

/** A part of a text as a message shows it. */
export function shortened(text: string): string {
  const glyphs = Array.from(text)
  return glyphs.length > SHOWN_AFTER ? `${glyphs.slice(0, SHOWN_AFTER).join('')}…` : text
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u

/** On a terminal. */
function cellsOf(glyph: string): number {
  if (/\p{Mark}/u.test(glyph)) return 0
  return WIDE.test(glyph) ? 2 : 1
}
