/**
 * What steers a terminal, breaks a line, turns the reading direction, or is there and not seen. The two joiners are not
 * among them: words of Persian and Hindi, and many emoji, are written with them.
 */
const UNPRINTABLE =
  /[\p{Cc}\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** A text that comes from a file, a store or another machine, as it may stand in a line for people. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd')
}

/** JSON text with the same value, of which nothing steers the terminal that it is shown on. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, (glyph) => (glyph === '\n' ? glyph : unicodeEscapes(glyph)))
}

function unicodeEscapes(glyph: string): string {
  return glyph
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
