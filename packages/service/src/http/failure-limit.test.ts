import { expect, test } from 'vitest'
import { failureLimit } from './failure-limit.ts'

test('after ten failures an address waits for the rest of its minute, and others do not', () => {
  let now = 0
  const limit = failureLimit({ now: () => now })
  for (let tries = 0; tries < 10; tries += 1) {
    expect(limit.wait('10.0.0.1')).toBe(0)
    limit.failed('10.0.0.1')
  }
  now = 20_500
  expect(limit.wait('10.0.0.1')).toBe(40)
  expect(limit.wait('10.0.0.2')).toBe(0)
  now = 60_000
  expect(limit.wait('10.0.0.1')).toBe(0)
})

test('failures of former minutes do not count', () => {
  let now = 0
  const limit = failureLimit({ most: 2, now: () => now })
  limit.failed('a')
  now = 60_000
  limit.failed('a')
  expect(limit.wait('a')).toBe(0)
})

test('ten thousand addresses take no more memory than a thousand', () => {
  const limit = failureLimit({ most: 1 })
  for (let number = 0; number < 10_000; number += 1) limit.failed(`address ${number}`)
  const kept = Array.from({ length: 10_000 }, (_, number) => limit.wait(`address ${number}`)).filter((wait) => wait > 0)
  expect(kept).toHaveLength(1000)
})
