import type { TrialId } from '../trial.ts'

/**
 * What a handler answers: the queue may forget the trial, or must hand it out again in a while; at once where the
 * consumer comes to its end, for then another one is to have it.
 */
export type Handled = 'done' | 'later'

export interface ConsumeOptions {
  /** How many trials are handled at once. */
  concurrency: number
  /** Aborting stops handing out; `consume` resolves when the handlers under way have answered. */
  signal: AbortSignal
}

/** How many trials a queue holds in each state, for people and for who starts workers; nothing is decided by it. */
export interface QueueDepth {
  /** Ready to be handed out. */
  waiting: number
  /** Being handled. */
  active: number
  /** Answered 'later', and coming back. */
  delayed: number
  /** Ready, and handed out before those that wait. */
  prioritized: number
  /** How long ago the one that waits and is next was offered, by the clocks of both sides; 0 where none waits. */
  oldestSeconds: number
}

/**
 * Hints which trials wait. At least once, in no promised order: a handler must be safe to run twice, and what is true
 * of a trial is in the SweepStore alone.
 *
 * Promises, each a sentence of the suite in `trial-queue.conformance.ts`:
 * - a trial offered is handed out, also when it was offered before `consume` began, and by another instance;
 * - offering a trial and generation that the queue knows does nothing, also while it is being handled;
 * - a trial answered 'done' is forgotten: it is not handed out again unless it is offered again;
 * - a trial answered 'later', and one whose handler threw, is handed out again;
 * - a trial answered 'later' after the signal was aborted is handed out again at once;
 * - a new generation of a trial is handed out though an older one was done;
 * - `known` names every trial that the queue would still hand out or is handling, and no other;
 * - `depth` counts what waits, what is being handled and what comes back, and tells how long ago the next one was offered;
 * - never more than `concurrency` handlers run at once in one `consume`;
 * - once `signal` is aborted nothing new is handed out, and `consume` resolves after the handlers under way.
 */
export interface TrialQueue extends AsyncDisposable {
  /** Offers trials under a generation each. */
  offer(trials: readonly { trial: TrialId; generation: number }[]): Promise<void>
  known(): Promise<ReadonlySet<TrialId>>
  depth(): Promise<QueueDepth>
  consume(handle: (trial: TrialId) => Promise<Handled>, options: ConsumeOptions): Promise<void>
}
