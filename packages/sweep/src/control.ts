import type { TrialState } from './trial.ts'

/**
 * What a person has said of a sweep as a whole; `run` until something is said.
 *
 * `pause`: nothing new is handed out. `stop`: the waiting trials are cancelled, the running ones end. `cancel`: the
 * running ones are stopped too. `run` takes back any of these.
 */
export type Control = (typeof CONTROLS)[number]

export const CONTROLS = ['run', 'pause', 'stop', 'cancel'] as const

/** A trial as it stands in a sweep under control: who waits where nothing is handed out any more is cancelled. */
export function stateUnder(control: Control, state: TrialState): TrialState {
  const isOver = control === 'stop' || control === 'cancel'
  return isOver && state.status === 'waiting' ? { status: 'cancelled' } : state
}
