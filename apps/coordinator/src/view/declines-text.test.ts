import type { Decline, SweepRecord } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { declinesNews, declinesText } from './declines-text.ts'

const requires = { gpu: 'yes', zone: 'b' }
const sweep = {
  spec: { requires, objective: { data: { source: 'csv', name: 'iris\u001b[2J' } } },
} as unknown as SweepRecord
const decline = (worker: string, reason: Decline['reason'] = 'data', text = 'none'): Decline => ({
  worker,
  reason,
  text,
})

test.each([
  ['data', 'no worker has data iris\ufffd[2J'],
  ['numerics', 'no worker has its numeric code'],
  ['checkpoints', 'no worker has its checkpoint store'],
  ['labels', 'no worker has labels gpu=yes, zone=b'],
] as const)('of workers that lack %s it says so', (reason, what) => {
  expect(declinesText(sweep, [decline('a', reason), decline('b', reason)]).what).toBe(what)
})

test('workers with the same words are told together, and many in few words', () => {
  const many = Array.from({ length: 5 }, (_, place) => decline(`w${place}`))
  const others = ['x', 'y', 'z'].map((text) => decline(`of-${text}`, 'numerics', `${text}\n`))
  const { what, details } = declinesText(sweep, [...many, ...others])
  expect(what).toBe('no worker can take its trials')
  expect(details).toEqual(['w0, w1, w2 and 2 more: none', 'of-x: x\ufffd', 'of-y: y\ufffd', 'and 1 more'])
})

test('it is news once, and again after somebody took them', () => {
  const news = declinesNews()
  const text = declinesText(sweep, [decline('a')])
  expect(news(text)).toEqual(['waiting: no worker has data iris\ufffd[2J (a: none)'])
  expect(news(text)).toEqual([])
  expect(news(undefined)).toEqual([])
  expect(news(text)).toHaveLength(1)
})
