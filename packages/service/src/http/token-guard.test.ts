import { expect, test } from 'vitest'
import { failureLimit } from './failure-limit.ts'
import { Refusal } from './refusal.ts'
import { tokenGuard } from './token-guard.ts'

test('after too many wrong tokens even the right one is not compared, and the refusal says when it will be', () => {
  let now = 0
  const check = tokenGuard('the-right-token-here', failureLimit({ most: 3, now: () => now }))
  const guess = (token: string, address = 'a') => check({ authorization: `Bearer ${token}`, address })
  for (const wrong of ['x', 'the-right-token-her', 'the-right-token-here2']) {
    expect(() => guess(wrong)).toThrow(expect.objectContaining({ status: 401, code: 'TOKEN_WRONG' }))
  }
  const headers = { 'Retry-After': '60' }
  expect(() => guess('the-right-token-here')).toThrow(expect.objectContaining({ status: 429, headers }))
  expect(() => guess('the-right-token-here', 'b')).not.toThrow(Refusal)
  now = 60_000
  expect(() => guess('the-right-token-here')).not.toThrow(Refusal)
})
