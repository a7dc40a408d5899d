import { expect, test } from 'vitest'
import { circuitBreaker } from './circuit-breaker.ts'

function breakerAt(start = 0) {
  const clock = { now: start }
  return { clock, breaker: circuitBreaker({ now: () => clock.now }) }
}

function open() {
  const made = breakerAt()
  for (let failure = 0; failure < 6; failure++) made.breaker.failed()
  return made
}

test('five failures within a second are borne, the sixth opens it', () => {
  const { breaker } = breakerAt()
  expect(Array.from({ length: 5 }, () => breaker.failed())).toEqual(['first', 'more', 'more', 'more', 'more'])
  expect(breaker.isOpen).toBe(false)
  expect(breaker.failed()).toBe('opened')
  expect(breaker.isOpen).toBe(true)
})

test('five failures in each second for ever are borne', () => {
  const { breaker, clock } = breakerAt()
  for (let failure = 0; failure < 1000; failure++) {
    expect(breaker.failed()).not.toBe('opened')
    clock.now += 200
  }
})

test('it opens once: what fails while it is open changes nothing', () => {
  const { breaker } = open()
  expect(Array.from({ length: 100 }, () => breaker.failed())).not.toContain('opened')
  expect(breaker.probeMs).toBe(1000)
})

test('probes that fail come after 1, 2, 4 ... 30 s', () => {
  const { breaker } = open()
  const waits = Array.from({ length: 7 }, () => {
    const { probeMs } = breaker
    breaker.probed(false)
    return probeMs
  })
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  expect(breaker.isOpen).toBe(true)
})

test('a probe that goes well closes it, and the next trouble begins anew', () => {
  const { breaker, clock } = open()
  for (const isWell of [false, false, true]) breaker.probed(isWell)
  expect(breaker.isOpen).toBe(false)
  clock.now += 60_000
  expect(Array.from({ length: 6 }, () => breaker.failed()).at(-1)).toBe('opened')
  expect(breaker.probeMs).toBe(1000)
})

test('where probes go well and the work fails at once again, each round waits longer', () => {
  const { breaker, clock } = open()
  const waits = Array.from({ length: 4 }, () => {
    const { probeMs } = breaker
    clock.now += probeMs
    breaker.probed(true)
    for (let failure = 0; failure < 6; failure++) breaker.failed()
    return probeMs
  })
  expect(waits).toEqual([1000, 2000, 4000, 8000])
})
