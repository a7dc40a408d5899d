import { expect, test } from 'vitest'
import { wrapped } from './wrapped.ts'

test('lines break between words, and go on behind the indent', () => {
  expect(wrapped('one two three four', 9, 2)).toEqual(['one two', '  three', '  four'])
})
test('what fits is one line', () => expect(wrapped('one two', Infinity, 2)).toEqual(['one two']))
test('a word that is longer than a line is cut', () => expect(wrapped('a abcdefgh', 5)).toEqual(['a', 'abcd…']))
