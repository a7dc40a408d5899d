import type { TrialEnd } from './trial.ts'

/** What can happen to a trial: `lost`, its lease ran out under its owner; `given back` by its owner or for a dead one. */
export const TRIAL_EVENTS = ['claimed', 'lost', 'given back', 'complete', 'failed', 'reopened'] as const

/** Something that happened to a trial, for people to read; nothing is decided by it. */
export interface TrialEvent {
  /** Milliseconds since 1970 on the store's clock. */
  at: number
  what: (typeof TRIAL_EVENTS)[number]
  /** Which claim it was, 1 for the first. */
  attempt: number
  /** Who held, or last held, the trial. */
  worker: string
  /** The last epoch that was reported by then; 0 before the first. */
  epoch: number
  /** Why: the words of a setback, or how it failed. */
  text?: string
}

/** How many events of a trial a store keeps, the newest. */
export const KEPT_EVENTS = 100

/** The words of how a trial ended; none for one that is complete. */
export function endWords(end: TrialEnd): string | undefined {
  return end.status === 'failed' ? `${end.reason}: ${end.message}` : undefined
}
