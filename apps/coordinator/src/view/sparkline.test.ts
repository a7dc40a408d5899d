import { expect, test } from 'vitest'
import { sparkline } from './sparkline.ts'

test('the lowest value is the lowest bar and the highest the highest', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█')
  expect(sparkline([3, 1, 2])).toBe('█▁▅')
})
test('a flat curve lies in the middle', () => expect(sparkline([2, 2, 2])).toBe('▄▄▄'))
test('no values are no bars', () => expect(sparkline([])).toBe(''))
test('a value that is not finite is left out', () => expect(sparkline([1, Number.NaN, 2])).toBe('▁█'))
test('a long curve is thinned and keeps its ends', () => {
  const curve = sparkline([9, ...Array.from({ length: 98 }, () => 1), 5], 10)
  expect(curve).toHaveLength(10)
  expect(curve.at(0)).toBe('█')
  expect(curve.at(-1)).toBe('▅')
})
