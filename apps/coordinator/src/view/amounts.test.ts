import { expect, test } from 'vitest'
import { bytesText, durationText, metricText, paramsText, percentText, valueText } from './amounts.ts'

test.each([
  [0.97314, '0.9731'],
  [12.34567, '12.3457'],
  [0, '0'],
  [3.1416e-7, '3.142e-7'],
  [-0.5, '-0.5000'],
  [123456, '1.235e+5'],
])('the metric %d is written %s', (value, text) => expect(metricText(value)).toBe(text))

test.each([
  [0.1 + 0.2, '0.3'],
  [64, '64'],
  [1234567, '1234567'],
  [true, 'true'],
  ['a\tb', 'a\ufffdb'],
])('the parameter %s is written %s', (value, text) => expect(valueText(value)).toBe(text))

test('parameters are written in their own order', () => {
  expect(paramsText({ momentum: 0.9, dropout: 0 })).toBe('momentum=0.9 dropout=0')
})

test.each([
  [0.4, '0:00'],
  [42, '0:42'],
  [725, '12:05'],
  [12_000, '3:20:00'],
  [187_200, '2d 4h'],
])('%d seconds are %s', (seconds, text) => expect(durationText(seconds)).toBe(text))

test('100 % is said only where nothing is left', () => {
  expect(percentText(0.9999)).toBe('99 %')
  expect(percentText(1)).toBe('100 %')
  expect(percentText(0)).toBe('0 %')
})

test('bytes are in powers of 1024', () => {
  expect(bytesText(1023)).toBe('1023 B')
  expect(bytesText(1536)).toBe('1.5 KiB')
  expect(bytesText(3 * 1024 ** 3)).toBe('3.0 GiB')
})
