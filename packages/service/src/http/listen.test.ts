import { expect, test } from 'vitest'
import { isLoopback, listenText, parseListen } from './listen.ts'

test.each([
  ['127.0.0.1:8787', '127.0.0.1', 8787],
  ['[::1]:0', '::1', 0],
  ['coordinator:65535', 'coordinator', 65_535],
])('%s is a place to listen at, and is written as it was', (text, host, port) => {
  expect(parseListen(text)).toEqual({ host, port })
  expect(listenText({ host, port })).toBe(text)
})

test('none is nowhere', () => {
  expect(parseListen('none')).toBeUndefined()
})

test.each([
  '',
  '8787',
  ':8787',
  '127.0.0.1',
  '127.0.0.1:',
  '127.0.0.1:65536',
  '::1:8787',
  '[127.0.0.1]:1',
  'a b:1',
  'x:-1',
])('"%s" is no place to listen at', (text) => {
  expect(() => parseListen(text)).toThrow('Write a host and a port')
})

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['LocalHost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example', false],
])('that %s is reached by this machine alone is %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
