import { EventEmitter } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { drainSignals } from './drain-signals.ts'

function world(deadlineMs = 20_000) {
  const source = new EventEmitter()
  const exits: number[] = []
  const said: string[] = []
  const clock = { ms: 0 }
  const drain = drainSignals({
    source,
    deadlineMs,
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

test('a Ctrl-C that the parent passes on as SIGTERM is one wish', () => {
  const { source, exits, said, drain } = world()
  source.emit('SIGINT')
  source.emit('SIGTERM')
  source.emit('disconnect')
  expect({ exits, received: drain.received, lines: said.length }).toEqual({ exits: [], received: 'SIGINT', lines: 1 })
  drain[Symbol.dispose]()
})

test('a drain that takes too long ends the process with code 1', () => {
  vi.useFakeTimers()
  const { source, exits, said } = world(20_000)
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
