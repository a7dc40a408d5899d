import { EventEmitter } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { drainSignals } from './drain-signals.ts'

function world({ deadlineMs = 20_000, isSupervised = false } = {}) {
  const source = new EventEmitter()
  const exits: number[] = []
  const said: string[] = []
  const clock = { ms: 0 }
  const drain = drainSignals({
    source,
    deadlineMs,
    isSupervised,
    exit: (code) => exits.push(code),
    log: (line) => said.push(line),
    now: () => clock.ms,
  })
  return { source, exits, said, drain, clock }
}

describe.each(['SIGINT', 'SIGTERM', 'disconnect'] as const)('%s', (wish) => {
  test('drains the first time and ends the process the second time', () => {
    const { source, exits, said, drain, clock } = world()
    expect(drain.signal.aborted).toBe(false)
    source.emit(wish)
    expect(drain.signal.aborted).toBe(true)
    expect(drain.received).toBe(wish)
    expect(said).toEqual(['draining: running trials are checkpointed and given back; once more stops at once'])
    expect(exits).toEqual([])
    clock.ms = 500
    source.emit(wish)
    expect(exits).toEqual([130])
    drain[Symbol.dispose]()
  })
})

test('a Ctrl-C that a launcher passes on at once is one wish', () => {
  const { source, exits, drain, clock } = world()
  source.emit('SIGINT')
  clock.ms = 20
  source.emit('SIGINT')
  expect(exits).toEqual([])
  drain[Symbol.dispose]()
})

test('a Ctrl-C that a launcher passes on as SIGTERM is one wish', () => {
  const { source, exits, said, drain } = world()
  source.emit('SIGINT')
  source.emit('SIGTERM')
  source.emit('disconnect')
  expect({ exits, received: drain.received, lines: said.length }).toEqual({ exits: [], received: 'SIGINT', lines: 1 })
  drain[Symbol.dispose]()
})

describe('of a supervisor', () => {
  test.each(['SIGTERM', 'disconnect'])('%s drains, and again changes nothing', (wish) => {
    const { source, exits, drain, clock } = world({ isSupervised: true })
    source.emit(wish)
    expect(drain.signal.aborted).toBe(true)
    clock.ms = 10_000
    source.emit(wish)
    expect(exits).toEqual([])
    drain[Symbol.dispose]()
  })

  test.each(['SIGINT', 'SIGHUP'])('%s, which the terminal sends to all, is for the parent', (signal) => {
    const { source, exits, said, drain } = world({ isSupervised: true })
    // Without a listener it would end the process.
    expect(source.emit(signal)).toBe(true)
    expect({ aborted: drain.signal.aborted, exits, said }).toEqual({ aborted: false, exits: [], said: [] })
    drain[Symbol.dispose]()
    expect(source.eventNames()).toEqual([])
  })
})

test('a closed terminal ends a process that nobody supervises, as it always does', () => {
  const { source, drain } = world()
  expect(source.emit('SIGHUP')).toBe(false)
  drain[Symbol.dispose]()
})

test('a drain that takes too long ends the process with code 1', () => {
  vi.useFakeTimers()
  const { source, exits, said } = world({ deadlineMs: 20_000 })
  source.emit('SIGTERM')
  vi.advanceTimersByTime(19_999)
  expect(exits).toEqual([])
  vi.advanceTimersByTime(1)
  expect(exits).toEqual([1])
  expect(said[1]).toBe('not drained within 20 seconds; what is left goes on from its last checkpoint')
  vi.useRealTimers()
})

test('disposing listens no longer and lifts the deadline', () => {
  vi.useFakeTimers()
  const { source, exits, drain } = world()
  source.emit('SIGTERM')
  drain[Symbol.dispose]()
  source.emit('SIGTERM')
  vi.advanceTimersByTime(60_000)
  expect(exits).toEqual([])
  expect(source.eventNames()).toEqual([])
  vi.useRealTimers()
})
