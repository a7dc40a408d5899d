import { sha256Hex } from '@hypersweep/numbers'
import type { TrialId } from '@hypersweep/sweep'

export interface SpanIds {
  traceId: string
  spanId: string
}

/**
 * The trace of a trial, and the span of its whole life, by its id, which holds its sweep's random one: processes that
 * know nothing of each other write into one trace.
 *
 *     digest = SHA-256("hypersweep trial " + id)        traceId = its bytes 0 … 15        spanId = its bytes 16 … 23
 */
export function trialIds(trial: TrialId): SpanIds {
  const digest = sha256Hex(new TextEncoder().encode(`hypersweep trial ${trial}`))
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) }
}
