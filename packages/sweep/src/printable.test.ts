import { describe, expect, test } from 'vitest'
import { printable, printableJson } from './printable.ts'

const HOSTILE = [
  ['an escape sequence', '\u001b[2J'],
  ['one in the eight-bit form', '\u009b31m'],
  ['a title for the window', '\u001b]0;title\u0007'],
  ['a line break', '\n'],
  ['a return', '\r'],
  ['a line separator', '\u2028'],
  ['a right-to-left override', '\u202e'],
  ['an isolate', '\u2066'],
  ['a zero-width space', '\u200b'],
  ['a byte order mark', '\ufeff'],
  ['a tag', '\u{e0041}'],
] as const

describe.each(HOSTILE)('%s', (_, hostile) => {
  test('is replaced in a line for people', () => {
    expect(printable(`a${hostile}b`)).toMatch(/^a\ufffd[\x20-\x7e]*\ufffd?b$/)
  })

  test('is escaped in JSON, which has the same value', () => {
    const json = printableJson(JSON.stringify({ [hostile]: hostile }, undefined, 2))
    expect(json.replaceAll('\n', '')).toMatch(/^[\x20-\x7e]*$/)
    expect(JSON.parse(json)).toEqual({ [hostile]: hostile })
  })
})

test('words of any language and emoji stay as they are', () => {
  for (const text of ['größe', '学习率', 'می‌خواهم', 'क्‍ष', '👩‍🔬', "it's"]) expect(printable(text)).toBe(text)
})
