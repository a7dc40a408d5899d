import { type Claim, type TrialId, trialId } from '@hypersweep/sweep'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { memoryGuard, OVER_MEMORY, usualLimitMb } from './memory-guard.ts'
import { underWay } from './under-way.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const claimOf = (trial: TrialId) => ({ trial, attempt: 2, token: 't', record: { generation: 3 } }) as unknown as Claim

test('the newest trial is ended while the process takes too much, one at a time', async () => {
  const trials = underWay()
  const [killed, said]: [string[], string[]] = [[], []]
  const ended = Promise.withResolvers<void>()
  const begin = (number: number, dead: Promise<void>) => {
    const trial = trialId('abcdefghij', number)
    return trials.add(claimOf(trial), {
      kill: (code) => {
        killed.push(`${number} ${code}`)
        return dead
      },
    })
  }
  begin(0, Promise.resolve())
  const newest = begin(1, ended.promise)
  let residentMb = 99
  using _guard = memoryGuard({
    underWay: trials,
    limitMb: 100,
    log: (line) => said.push(line),
    residentMb: () => residentMb,
  })
  await vi.advanceTimersByTimeAsync(1000)
  expect(killed).toEqual([])
  residentMb = 101
  await vi.advanceTimersByTimeAsync(1000)
  expect(killed).toEqual([`1 ${OVER_MEMORY}`])
  expect(said).toEqual(['The process took 101 MB, and may take 100 (--memory). The newest trial is stopped.'])
  newest[Symbol.dispose]()
  ended.resolve()
  residentMb = 99
  await vi.advanceTimersByTimeAsync(1000)
  expect(killed).toHaveLength(1)
  residentMb = 101
  await vi.advanceTimersByTimeAsync(300)
  expect(killed).toEqual([`1 ${OVER_MEMORY}`, `0 ${OVER_MEMORY}`])
})

test('what is under way is told whenever it changes, by what gives it back', () => {
  const told: unknown[] = []
  const trials = underWay((claims) => told.push(claims))
  const trial = trialId('abcdefghij', 0)
  trials.add(claimOf(trial), { kill: async () => undefined })[Symbol.dispose]()
  expect(told).toEqual([[{ trial, attempt: 2, token: 't', generation: 3 }], []])
})

test('the usual limit is below what the machine has', () => {
  expect(usualLimitMb()).toBeGreaterThan(100)
  expect(usualLimitMb()).toBeLessThan(10_000_000)
})
