import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { NOT_STARTED, STALLED, TIMED_OUT, watchTraining } from './watch-training.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A training whose signs of life and whose clock the test moves. */
function watched(limits: { trialSeconds?: number; stallSeconds: number }) {
  const killed: string[] = []
  const state = { beats: 0, isRecording: false, frozenMs: 0 }
  const training = {
    get beats() {
      return state.beats
    },
    kill: (code: string) => void killed.push(code),
  }
  const now = () => performance.now() + state.frozenMs
  const watch = watchTraining({ training, limits, isRecording: () => state.isRecording, now })
  const pass = async (seconds: number, { beating = false } = {}) => {
    for (let tick = 0; tick < seconds * 4; tick++) {
      state.beats += Number(beating)
      await vi.advanceTimersByTimeAsync(250)
    }
  }
  return { killed, state, pass, watch }
}

test('a thread that does not begin is killed after 30 seconds', async () => {
  const { killed, pass } = watched({ stallSeconds: 600 })
  await pass(30)
  expect(killed).toEqual([])
  await pass(0.5)
  expect(killed[0]).toBe(NOT_STARTED)
})

test('a thread that has not begun has neither stalled nor trained, whatever the limits', async () => {
  const { killed, pass } = watched({ trialSeconds: 2, stallSeconds: 1 })
  await pass(25)
  expect(killed).toEqual([])
  await pass(1, { beating: true })
  expect(killed).toEqual([])
})

test('a thread without a batch for stall_seconds is killed, one that goes on is not', async () => {
  const { killed, pass } = watched({ stallSeconds: 10 })
  await pass(60, { beating: true })
  await pass(10)
  expect(killed).toEqual([])
  await pass(0.5)
  expect(killed[0]).toBe(STALLED)
})

test('a trial is killed after trial_seconds, though it goes on', async () => {
  const { killed, pass } = watched({ trialSeconds: 20, stallSeconds: 10 })
  await pass(20, { beating: true })
  expect(killed).toEqual([])
  await pass(0.5, { beating: true })
  expect(killed[0]).toBe(TIMED_OUT)
})

test('time while the store or the disk is waited for is not the trial’s, nor while this process is frozen', async () => {
  const { killed, state, pass } = watched({ trialSeconds: 20, stallSeconds: 10 })
  await pass(5, { beating: true })
  state.isRecording = true
  await pass(100)
  state.isRecording = false
  state.frozenMs = 1_000_000
  await pass(9)
  expect(killed).toEqual([])
  await pass(2)
  expect(killed[0]).toBe(STALLED)
})

test('nobody is killed once the watch is over', async () => {
  const { killed, pass, watch } = watched({ stallSeconds: 1 })
  watch[Symbol.dispose]()
  await pass(60)
  expect(killed).toEqual([])
})
