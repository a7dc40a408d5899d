/** What other programs call the states of their trials. */
const STATES: Readonly<Record<string, 'complete' | 'failed' | 'pruned' | 'open'>> = {
  complete: 'complete',
  completed: 'complete',
  finished: 'complete',
  succeeded: 'complete',
  terminated: 'complete',
  fail: 'failed',
  failed: 'failed',
  crashed: 'failed',
  error: 'failed',
  killed: 'failed',
  cancelled: 'failed',
  pruned: 'pruned',
  early_stopped: 'pruned',
  running: 'open',
  waiting: 'open',
  pending: 'open',
  queued: 'open',
}

export const STATE_NAMES = Object.keys(STATES)

/** Undefined for a word that none of them uses. */
export function foreignState(word: string): (typeof STATES)[string] | undefined {
  const name = word
    .trim()
    .toLowerCase()
    .replace(/^trialstate\./, '')
  return Object.hasOwn(STATES, name) ? STATES[name] : undefined
}
