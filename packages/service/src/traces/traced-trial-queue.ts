import type { TrialQueue } from '@hypersweep/sweep'
import { SpanKind } from '@opentelemetry/api'
import { steadyClock } from './attempt-spans.ts'
import { endSpan, type TrialTracer } from './trial-tracer.ts'

/** The same queue, with a span of each trial that this process offers. */
export function tracedTrialQueue(queue: TrialQueue, tracer: TrialTracer): TrialQueue {
  return {
    ...queue,
    async offer(trials) {
      const now = steadyClock()
      const start = now()
      const told = (failure?: string) => {
        const end = now()
        for (const { trial, generation } of trials) {
          const attributes = { 'hypersweep.generation': generation }
          const span = tracer.begin(trial, 'offer', { start, kind: SpanKind.PRODUCER, attributes })
          endSpan(span, { end, ...(failure !== undefined && { failure }) })
        }
      }
      try {
        await queue.offer(trials)
      } catch (error) {
        told(String(error))
        throw error
      }
      told()
    },
  }
}
