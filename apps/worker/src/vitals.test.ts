import { expect, test } from 'vitest'
import { vitals } from './vitals.ts'

/** What is known of two processes, on a clock that the test sets. */
function twoProcesses() {
  let seconds = 0
  const drain = new AbortController()
  const known = vitals({ count: 2, leaving: drain.signal, now: () => seconds * 1000 })
  const at = (second: number) => {
    seconds = second
    return known
  }
  return { at, drain }
}

const OK = { status: 'ok' }

test('a process that is silent for 30 seconds is unwell, until it is heard again', () => {
  const { at } = twoProcesses()
  expect(at(29).alive()).toEqual(OK)
  at(29).sign(1)
  expect(at(40).alive()).toEqual({ status: 'unwell', reason: 'worker 2 has given no sign of life for 40 s' })
  at(40).sign(2)
  expect(at(58).alive()).toEqual(OK)
  expect(at(60).alive()).toEqual({ status: 'unwell', reason: 'worker 1 has given no sign of life for 31 s' })
})

test('a Redis that is away makes a worker not ready, and no less alive', () => {
  const { at } = twoProcesses()
  expect(at(14).ready()).toEqual(OK)
  expect(at(15).ready()).toEqual({ status: 'unwell', reason: 'Redis has not answered for 15 s' })
  expect(at(15).isRedisReachable).toBe(false)
  expect(at(15).alive()).toEqual(OK)
  at(20).redisAnswered()
  expect(at(20).ready()).toEqual(OK)
})

test('a worker that drains is alive and not ready', () => {
  const { at, drain } = twoProcesses()
  drain.abort()
  expect(at(1).ready()).toEqual({ status: 'unwell', reason: 'it drains' })
  expect(at(1).alive()).toEqual(OK)
})
