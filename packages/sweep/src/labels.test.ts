import { expect, test } from 'vitest'
import { labelsText, lackedLabels, parseLabel } from './labels.ts'

test('a label is a key and a value', () => {
  expect(parseLabel('gpu=yes')).toEqual({ gpu: 'yes' })
  expect(parseLabel('example.org/zone=eu-1.b')).toEqual({ 'example.org/zone': 'eu-1.b' })
})

test.each(['gpu', 'gpu=', '=yes', '', '__proto__=1', 'a b=c', 'a=b=c', 'a=\u001b[2J', `a=${'b'.repeat(64)}`])(
  '%j is no label, which is said with one that is',
  (text) => {
    expect(() => parseLabel(text)).toThrow(/is no label\. Use key=value, each a plain word, for example gpu=yes\./)
  },
)

test('what is lacked is what is required and not had, of the same value', () => {
  expect(lackedLabels({ gpu: 'yes', zone: 'b' }, { gpu: 'yes', zone: 'c', more: '1' })).toEqual({ zone: 'b' })
  expect(lackedLabels(undefined, { gpu: 'yes' })).toEqual({})
  expect(labelsText(lackedLabels({ gpu: 'yes', constructor: 'x' }))).toBe('gpu=yes, constructor=x')
})
