import type { SweepStore, TrialEnd, TrialId } from '@hypersweep/sweep'
import type { AttemptSpan } from './attempt-spans.ts'
import type { SpanEnd, TrialTracer } from './trial-tracer.ts'

/** What the store knows of a trial's life, for who has just ended it. */
export interface Life {
  /** When it was first claimed, by the store's clock; none where the store cannot say. */
  begunAt?: number
  /** It was opened again after an end: its span has been written. */
  hasEndedBefore: boolean
}

export async function lifeOf(store: SweepStore, trial: TrialId): Promise<Life> {
  const events = await store.events(trial).catch(() => [])
  const ends = events.filter(({ what }) => what === 'complete' || what === 'failed')
  const [first] = events
  return { hasEndedBefore: ends.length > 1, ...(first && { begunAt: first.at }) }
}

/** The span of a trial that has ended for the first time. */
export function noteLife(tracer: TrialTracer, attempt: AttemptSpan, life: Life, end: TrialEnd): void {
  if (life.hasEndedBefore) return
  const now = attempt.now()
  const { attributes = {}, ...rest } = endFacts(end)
  tracer.life(attempt.trial, {
    ...rest,
    start: Math.min(life.begunAt ?? now, attempt.claimedAt),
    end: now,
    attributes: { ...attributes, 'hypersweep.outcome': end.status, 'hypersweep.attempts': attempt.attempt },
  })
}

/** What spans tell of an end. */
export function endFacts(end: TrialEnd): Omit<SpanEnd, 'end'> {
  if (end.status === 'failed') return { attributes: { 'hypersweep.reason': end.reason }, failure: end.message }
  const { epoch, score } = end.best
  return { attributes: { 'hypersweep.best.epoch': epoch, 'hypersweep.best.score': score } }
}
