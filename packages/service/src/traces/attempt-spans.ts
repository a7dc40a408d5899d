import type { Claim, ClaimId, TrialId } from '@hypersweep/sweep'
import { type Attributes, type Span, SpanKind } from '@opentelemetry/api'
import { endSpan, type SpanEnd, type TrialTracer } from './trial-tracer.ts'

/** An attempt under way in this process. */
export interface AttemptSpan extends ClaimId {
  span: Span
  /** Milliseconds since 1970; they never go back. */
  now: () => number
  claimedAt: number
  /** How many epochs it has trained. */
  epochs: number
  /** When its first checkpoint since the last report began to be written: the epoch had ended by then. */
  savedFrom?: number
}

export interface Beginning {
  worker: string
  askedAt: number
  now: () => number
  attributes: Attributes
}

/** The spans of the attempts of this process. */
export interface AttemptSpans {
  begin(claim: Claim, beginning: Beginning): AttemptSpan
  /** The attempt that this claim is of, or the trial's newest one; none where it has ended. */
  of(by: ClaimId | TrialId): AttemptSpan | undefined
  end(attempt: AttemptSpan, outcome: string, end?: Omit<SpanEnd, 'end'>): void
  /** A span of a part of it: begins now, and ends when `work` does. */
  part<Result>(attempt: AttemptSpan, part: Part<Result>): Promise<Result>
}

/** Of an attempt no more epochs have spans: a trace of millions is one that no server shows. */
const EPOCHS_SHOWN = 1000

/** Whether parts of its epochs still have spans. */
export function isShown({ epochs }: AttemptSpan): boolean {
  return epochs <= EPOCHS_SHOWN
}

export interface Part<Result> {
  name: string
  attributes?: Attributes
  work: () => Promise<Result>
  /** What there is to say of what came out. */
  told?: (result: Result) => Attributes
}

export function attemptSpans(tracer: TrialTracer): AttemptSpans {
  const open = new Map<TrialId, AttemptSpan>()
  const end: AttemptSpans['end'] = (attempt, outcome, { attributes, ...rest } = {}) => {
    if (open.get(attempt.trial) !== attempt) return
    open.delete(attempt.trial)
    const facts = { 'hypersweep.outcome': outcome, 'hypersweep.epochs': attempt.epochs, ...attributes }
    endSpan(attempt.span, { ...rest, attributes: facts, end: attempt.now() })
  }
  return {
    begin({ trial, attempt, token, record }, { worker, askedAt, now, attributes }) {
      const before = open.get(trial)
      if (before) end(before, 'lost')
      const facts = {
        ...attributes,
        'hypersweep.attempt': attempt,
        'hypersweep.worker': worker,
        'hypersweep.epoch.first': record.epoch + 1,
      }
      const span = tracer.begin(trial, 'attempt', { start: askedAt, kind: SpanKind.CONSUMER, attributes: facts })
      const begun = { trial, attempt, token, span, now, claimedAt: now(), epochs: 0 }
      open.set(trial, begun)
      return begun
    },
    of(by) {
      const attempt = open.get(typeof by === 'string' ? by : by.trial)
      return typeof by === 'string' || attempt?.token === by.token ? attempt : undefined
    },
    end,
    async part({ trial, span: within, now }, { name, attributes, work, told }) {
      const span = tracer.begin(trial, name, { start: now(), within, ...(attributes && { attributes }) })
      try {
        const result = await work()
        endSpan(span, { end: now(), attributes: told?.(result) ?? {} })
        return result
      } catch (error) {
        endSpan(span, { end: now(), failure: String(error) })
        throw error
      }
    },
  }
}

/** As the system's clock was when it was made, and on from there however that is set. */
export function steadyClock(): () => number {
  const base = Date.now() - performance.now()
  return () => base + performance.now()
}
