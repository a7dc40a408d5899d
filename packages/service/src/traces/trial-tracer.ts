import { parseTrialId, type TrialId } from '@hypersweep/sweep'
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import {
  type IdGenerator,
  RandomIdGenerator,
  TracerProvider,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace'
import { maskedText } from '../log/masked-text.ts'
import { type SpanIds, trialIds } from './trial-ids.ts'

/** What a span is told when it begins. Times are milliseconds since 1970. */
export interface SpanFacts {
  start: number
  /** The span that it is a part of; that of the trial's whole life where absent. */
  within?: Span
  kind?: SpanKind
  attributes?: Attributes
}

/** What it is told when it ends. */
export interface SpanEnd {
  end: number
  attributes?: Attributes
  /** What went wrong. */
  failure?: string
}

/** Begins spans in the traces of trials. */
export interface TrialTracer {
  begin(trial: TrialId, name: string, facts: SpanFacts): Span
  /** The span of a trial's whole life, in which all others lie. */
  life(trial: TrialId, facts: SpanFacts & SpanEnd): void
  provider: TracerProvider
}

export function trialTracer(options: TracerProviderOptions): TrialTracer {
  const random = new RandomIdGenerator()
  let given: SpanIds | undefined
  const idGenerator: IdGenerator = {
    generateTraceId: () => given?.traceId ?? random.generateTraceId(),
    generateSpanId: () => given?.spanId ?? random.generateSpanId(),
  }
  const provider = new TracerProvider({ ...options, idGenerator })
  const tracer = provider.getTracer('hypersweep')
  const begin = (context: Context, trial: TrialId, name: string, { start, kind, attributes }: SpanFacts) =>
    tracer.startSpan(
      name,
      {
        startTime: hrTime(start),
        attributes: { ...factsOf(trial), ...attributes },
        ...(kind !== undefined && { kind }),
      },
      context,
    )
  return {
    provider,
    begin: (trial, name, facts) => begin(contextOf(trial, facts.within), trial, name, facts),
    life(trial, facts) {
      given = trialIds(trial)
      const span = begin(ROOT_CONTEXT, trial, 'trial', facts)
      given = undefined
      endSpan(span, facts)
    },
  }
}

export function endSpan(span: Span, { end, attributes = {}, failure }: SpanEnd): void {
  span.setAttributes(attributes)
  if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: maskedText(failure) })
  span.end(hrTime(end))
}

function contextOf(trial: TrialId, within: Span | undefined): Context {
  if (within !== undefined) return trace.setSpan(ROOT_CONTEXT, within)
  const life = { ...trialIds(trial), traceFlags: TraceFlags.SAMPLED, isRemote: true }
  return trace.setSpanContext(ROOT_CONTEXT, life)
}

function factsOf(trial: TrialId): Attributes {
  const { sweepId, number } = parseTrialId(trial)
  return { 'hypersweep.sweep.id': sweepId, 'hypersweep.trial': number }
}

/** A number alone is taken for the time since the process began where it is smaller than that. */
function hrTime(ms: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.floor((ms - seconds * 1000) * 1e6)]
}
