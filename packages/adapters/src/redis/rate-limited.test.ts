import { expect, test } from 'vitest'
import { linesPerSecond, rateLimited } from './rate-limited.ts'

test('five lines a second pass, and the rest are counted', () => {
  const lines: string[] = []
  let now = 0
  const log = linesPerSecond(
    (line) => lines.push(line),
    5,
    () => now,
  )
  for (let index = 0; index < 1000; index++) log(`error ${index}`)
  expect(lines).toEqual(['error 0', 'error 1', 'error 2', 'error 3', 'error 4'])
  now = 1000
  for (let index = 0; index < 10; index++) log(`again ${index}`)
  expect(lines.slice(5)).toEqual([
    '995 more lines like the last were left out',
    'again 0',
    'again 1',
    'again 2',
    'again 3',
  ])
})

test('a line passes once a second, so that it leaves room for others', () => {
  const lines: string[] = []
  const log = linesPerSecond(
    (line) => lines.push(line),
    5,
    () => 0,
  )
  for (let index = 0; index < 100; index++) log('the same')
  log('another')
  expect(lines).toEqual(['the same', 'another'])
})

test('all who write to one log share its limit', () => {
  const lines: string[] = []
  const log = (line: string) => lines.push(line)
  for (let client = 0; client < 20; client++) rateLimited(log)(`client ${client}`)
  expect(lines.length).toBeLessThanOrEqual(10) // Five in each of at most two seconds.
})
