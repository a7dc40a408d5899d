import { describe, expect, test } from 'vitest'
import { cells, cut, pad, printable } from './printable.ts'

test('a name cannot steer the terminal', () => {
  expect(printable('a\u001b[2Jb\nc\u202ed')).toBe('a\ufffd[2Jb\ufffdc\ufffdd')
})

describe('cells', () => {
  test.each([
    ['plain', 5],
    ['日本', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['▁▂█', 3],
  ])('%s takes %i', (text, width) => expect(cells(text)).toBe(width))
})

describe('cut', () => {
  test('what fits stays as it is', () => expect(cut('abc', 3)).toBe('abc'))
  test('what is longer ends in … and fills the width', () => expect(cut('abcdef', 4)).toBe('abc…'))
  test('a wide glyph is never halved', () => expect(cut('日本語', 4)).toBe('日…'))
  test('nothing fits into nothing', () => expect(cut('abc', 0)).toBe(''))
})

test('pad counts cells, not characters', () => {
  expect(pad('日', 4)).toBe('日  ')
  expect(pad('7', 3, 'right')).toBe('  7')
  expect(pad('long', 2)).toBe('long')
})
