import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Hands } from './hands.ts'
import { stopInTwo } from './stop-in-two.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function world() {
  const did: string[] = []
  const never = new Promise<never>(() => undefined)
  const hands: Hands = {
    text: () => '2 threads',
    stopping: 'Stopping.',
    failed: never,
    drain: async () => undefined,
    kill: () => void did.push('killed'),
  }
  const view = {
    show: async () => undefined,
    say: (line: string) => void did.push(line),
    close: (outcome: string) => void did.push(outcome),
  }
  const exitNow = (code: number): never => {
    did.push(`exit ${code}`)
    throw new Error('The process has ended.')
  }
  const stop = new AbortController()
  return { did, stop, ...stopInTwo({ stop, hands, view, again: 'hypersweep run s.yaml', exitNow, limitMs: 20_000 }) }
}

test('the first interrupt asks for a clean stop, the second ends the process, and says what to type', () => {
  const { did, stop, interrupt } = world()
  interrupt()
  expect([stop.signal.aborted, did]).toEqual([true, ['Stopping. Ctrl-C again stops at once.']])
  expect(interrupt).toThrow('The process has ended.')
  expect(did.slice(1)).toEqual([
    'Stopped at once; what was running goes on from its last checkpoint. To go on:\n  hypersweep run s.yaml',
    'stopped',
    'killed',
    'exit 130',
  ])
})

test('a stop that takes longer than it may ends the process', () => {
  const { did, interrupt } = world()
  interrupt()
  vi.advanceTimersByTime(19_999)
  expect(did).toHaveLength(1)
  expect(() => vi.advanceTimersByTime(1)).toThrow('The process has ended.')
  expect(did.at(1)).toMatch(/^Not stopped within 20 s; /)
  expect(did.at(-1)).toBe('exit 130')
})

test('a stop that has come to its end leaves no timer', () => {
  const stopping = world()
  stopping.interrupt()
  stopping[Symbol.dispose]()
  expect(vi.getTimerCount()).toBe(0)
})
