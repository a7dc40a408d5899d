import { expect, test } from 'vitest'
import { csv } from './csv.ts'

test('numbers are not rounded and what is absent is empty', () => {
  expect(csv(['a', 'b', 'c'], [[0.1 + 0.2, null, undefined]])).toBe('a,b,c\r\n0.30000000000000004,,\r\n')
})
test('a comma, a quote and a line break are quoted as RFC 4180 says', () => {
  expect(csv(['a'], [['x,y'], ['say "hi"'], ['two\nlines']])).toBe('a\r\n"x,y"\r\n"say ""hi"""\r\n"two\nlines"\r\n')
})
