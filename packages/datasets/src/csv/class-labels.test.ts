import { expect, test } from 'vitest'
import { classLabels } from './class-labels.ts'

function rows(...texts: string[]) {
  return texts.map((text, i) => ({ text, line: i + 2 }))
}

test('words are classes in the order of their code units', () => {
  expect(classLabels(rows('b', 'a', 'B', 'ä', 'a'))).toEqual({
    classNames: ['B', 'a', 'b', 'ä'],
    labels: [2, 1, 0, 3, 1],
  })
})

test('numbers are classes in the order of their values', () => {
  expect(classLabels(rows('10', '9', '-1', '1.5'))).toEqual({
    classNames: ['-1', '1.5', '9', '10'],
    labels: [3, 2, 0, 1],
  })
})

test('numbers among words are words', () => {
  expect(classLabels(rows('10', '9', 'x')).classNames).toEqual(['10', '9', 'x'])
})

test('one class is refused', () => {
  expect(() => classLabels(rows('a', 'a'))).toThrow(expect.objectContaining({ code: 'DATA_LABEL' }))
})

test('a number that is written in two ways is refused with its line', () => {
  expect(() => classLabels(rows('1', '2', '1.0'))).toThrow(
    "Line 4 has the label '1.0', which is the number that is '1'",
  )
})
