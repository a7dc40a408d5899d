import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { idleWatch } from './idle-watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Two processes that have started. */
function started(seconds?: number) {
  const watch = idleWatch(seconds)
  for (const place of [1, 2]) watch.starts(place)
  for (const place of [1, 2]) watch.saw(place, 0)
  return watch
}

test('a process that starts, for the first time or again, is not idle', () => {
  const watch = started(10)
  watch.starts(2)
  vi.advanceTimersByTime(60_000)
  expect(watch.signal.aborted).toBe(false)
  watch.saw(2, 0)
  vi.advanceTimersByTime(10_000)
  expect(watch.signal.aborted).toBe(true)
})

test('it is idle once no place had a trial for so long, counted from when all had started or ended their last one', () => {
  const [never, watch] = [started(10), started(10)]
  vi.advanceTimersByTime(9000)
  watch.saw(1, 2)
  watch.saw(2, 1)
  vi.advanceTimersByTime(60_000)
  expect([never.signal.aborted, watch.signal.aborted]).toEqual([true, false])
  watch.saw(1, 0)
  vi.advanceTimersByTime(60_000)
  expect(watch.signal.aborted).toBe(false)
  watch.saw(2, 0)
  vi.advanceTimersByTime(9000)
  watch.saw(1, 0)
  expect(watch.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1000)
  expect(watch.signal.aborted).toBe(true)
})

test('a trial that comes in time begins the count anew', () => {
  const watch = started(10)
  for (const _ of [1, 2, 3]) {
    vi.advanceTimersByTime(9000)
    watch.saw(1, 1)
    watch.saw(1, 0)
  }
  expect(watch.signal.aborted).toBe(false)
  vi.advanceTimersByTime(10_000)
  expect(watch.signal.aborted).toBe(true)
})

test('without a length, and once it is disposed, it waits for ever', () => {
  const [forever, disposed] = [started(), started(10)]
  disposed[Symbol.dispose]()
  vi.advanceTimersByTime(1e9)
  expect([forever.signal.aborted, disposed.signal.aborted]).toEqual([false, false])
})
