import type { TrialState, TrialSummary } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { idleAdvice } from './idle-advice.ts'

const waiting: TrialState = { status: 'waiting' }
const running: TrialState = { status: 'running', worker: 'w' }
const failed: TrialState = { status: 'failed', reason: 'error', message: '' }

function world() {
  const clock = { ms: 0 }
  const said: string[] = []
  const look = idleAdvice({ say: (line) => said.push(line), advice: 'Start one.', now: () => clock.ms })
  const after = (seconds: number, ...states: TrialState[]) => {
    clock.ms += seconds * 1000
    look(states.map((state) => ({ state }) as TrialSummary))
    return said.length
  }
  return { said, after }
}

test('who waits for ten seconds and has no worker is told what to do, once', () => {
  const { said, after } = world()
  expect([after(0, waiting), after(9, waiting), after(1, waiting), after(60, waiting)]).toEqual([0, 0, 1, 1])
  expect(said).toEqual(['No worker trains. Start one.'])
})

test('it is said again when workers have come and gone', () => {
  const { after } = world()
  after(0, waiting)
  after(10, waiting)
  expect([after(1, running, waiting), after(1, waiting), after(10, waiting)]).toEqual([1, 1, 2])
})

test('of a sweep that has ended nothing is said', () => {
  const { after } = world()
  after(0, failed)
  expect(after(60, failed)).toBe(0)
})
