import type { SweepSpec } from '@hypersweep/sweep'
import type { Training } from '../pool/training.ts'

export interface WatchOptions {
  training: Pick<Training, 'beats' | 'kill'>
  limits: SweepSpec['limits']
  /** Whether the thread waits for the store or the disk, which is no fault of the trial. */
  isRecording: () => boolean
  now?: () => number
}

export const TIMED_OUT = 'TRIAL_TIMEOUT'
export const STALLED = 'TRIAL_STALLED'
export const NOT_STARTED = 'THREAD_NOT_STARTED'

const TICK_MS = 250
const START_SECONDS = 30

/**
 * Kills a thread that does not begin within 30 seconds, or that, once it has, has given no sign of life (one comes with
 * each batch) for `stallSeconds` or has trained for longer than `trialSeconds`. Its neighbours go on.
 *
 * Time is counted in ticks of this process: while it is frozen, or waits for the store, none passes.
 */
export function watchTraining({
  training,
  limits,
  isRecording,
  now = () => performance.now(),
}: WatchOptions): Disposable {
  let [last, beats, quietMs, trainedMs] = [now(), training.beats, 0, 0]
  const tick = () => {
    const passedMs = isRecording() ? 0 : Math.min(now() - last, 2 * TICK_MS)
    last = now()
    quietMs = training.beats === beats ? quietMs + passedMs : 0
    beats = training.beats
    if (beats === 0) {
      if (quietMs > START_SECONDS * 1000)
        training.kill(NOT_STARTED, `The training thread did not begin within ${START_SECONDS} s.`)
      return
    }
    trainedMs += passedMs
    if (quietMs > limits.stallSeconds * 1000) {
      training.kill(STALLED, `No batch for ${limits.stallSeconds} s (limits.stall_seconds).`)
    } else if (limits.trialSeconds !== undefined && trainedMs > limits.trialSeconds * 1000) {
      training.kill(TIMED_OUT, `It trained for longer than ${limits.trialSeconds} s (limits.trial_seconds).`)
    }
  }
  const timer = setInterval(tick, TICK_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
