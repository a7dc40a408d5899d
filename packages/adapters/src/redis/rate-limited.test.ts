import { expect, test } from 'vitest'
import { rateLimited } from './rate-limited.ts'

test('five lines a second pass, and the rest are counted', () => {
  const lines: string[] = []
  let now = 0
  const log = rateLimited(
    (line) => lines.push(line),
    5,
    () => now,
  )
  for (let index = 0; index < 1000; index++) log(`error ${index}`)
  expect(lines).toEqual(['error 0', 'error 1', 'error 2', 'error 3', 'error 4'])
  now = 1000
  log('error again')
  expect(lines.slice(5)).toEqual(['995 more lines like the last were left out', 'error again'])
})
