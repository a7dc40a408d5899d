import { hostname } from 'node:os'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import type { ServiceLog } from '../log/service-log.ts'
import { attemptSpans } from './attempt-spans.ts'
import type { Traces, TracesOptions } from './open-traces.ts'
import { tracedCheckpointStore } from './traced-checkpoint-store.ts'
import { tracedSweepStore } from './traced-sweep-store.ts'
import { tracedTrialQueue } from './traced-trial-queue.ts'
import type { TracesTarget } from './traces-options.ts'
import { trialTracer } from './trial-tracer.ts'

/** How long a batch may take on its way, tries again included, and so how long the last ones keep a process that ends. */
const SEND_MS = 3000
/** What a killed process has not sent is lost. */
const SENT_EVERY_MS = 2000
/** A few MiB. */
const WAITING_SPANS = 4096
const SILENT_MS = 600_000

/** Traces that go to an OTLP receiver, which the library finds by the environment. */
export function otlpTraces({ service, instance, log }: TracesOptions, { origin, share }: TracesTarget): Traces {
  const exporter = saidWhenAway(new OTLPTraceExporter({ timeoutMillis: SEND_MS }), origin, log)
  const processor = new BatchSpanProcessor({
    exporter,
    scheduledDelayMillis: SENT_EVERY_MS,
    maxQueueSize: WAITING_SPANS,
  })
  const identity = { 'service.name': service, 'service.instance.id': instance, 'host.name': hostname() }
  return tracesBy(processor, { identity, share })
}

export interface TracesByOptions {
  identity: Record<string, string>
  /** Which share of all trials is traced: by their ids, so that every process chooses the same ones. */
  share: number
}

/** Traces that go where this processor takes them. */
export function tracesBy(processor: SpanProcessor, { identity, share }: TracesByOptions): Traces {
  const detectors = [resourceAttributesEnvDetector, serviceNameEnvDetector]
  const resource = defaultResource().merge(resourceFromAttributes(identity)).merge(detectResources({ detectors }))
  const sampler = new TraceIdRatioBasedSampler(share)
  const tracer = trialTracer({ resource, sampler, spanProcessors: [processor] })
  const attempts = attemptSpans(tracer)
  return {
    store: (store) => tracedSweepStore(store, tracer, attempts),
    checkpoints: (store) => tracedCheckpointStore(store, attempts),
    queue: (queue) => tracedTrialQueue(queue, tracer),
    // What could not be sent has been said.
    [Symbol.asyncDispose]: () => tracer.provider.shutdown().catch(() => undefined),
  }
}

/** The same exporter, which says when spans are lost, and not each time. */
function saidWhenAway(exporter: SpanExporter, origin: string, log: ServiceLog): SpanExporter {
  let saidAt = Number.NEGATIVE_INFINITY
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const now = performance.now()
        if (result.error && now - saidAt > SILENT_MS) {
          saidAt = now
          const why = result.error.message || String((result.error as NodeJS.ErrnoException).code)
          log(`Traces do not reach ${origin} (${why}). They are lost, and nothing else is.`, { level: 'warn' })
        }
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}
