import { expect, test } from 'vitest'
import { patience } from './patience.ts'

test('a trouble is told once, and again after it was well', () => {
  const said: string[] = []
  const { bear, well } = patience({ say: (line) => said.push(line) })
  bear(new Error('Redis is away.'))
  bear(new Error('Redis is away.'))
  bear(new Error('Redis is loading.'))
  well()
  bear(new Error('Redis is loading.'))
  expect(said).toEqual([
    'Redis is away. Trying again.',
    'Redis is loading. Trying again.',
    'Redis is loading. Trying again.',
  ])
})

test('what lasts longer than the limit ends the run, whatever it says meanwhile', () => {
  let time = 0
  const { bear, well } = patience({ say: () => undefined, limitMs: 30, now: () => time })
  bear(new Error('away'))
  time = 29
  bear(new Error('still away'))
  well()
  time = 40
  bear(new Error('away'))
  time = 70
  expect(() => bear(new Error('away'))).toThrow('away Nothing is lost: run the same command again.')
})
