import { type Claim, type ClaimId, type EpochTiming, parseTrialId, type SweepStore } from '@hypersweep/sweep'
import { type AttemptSpan, type AttemptSpans, isShown, type Part, steadyClock } from './attempt-spans.ts'
import { endFacts, lifeOf, noteLife } from './trial-life.ts'
import { endSpan, type TrialTracer } from './trial-tracer.ts'

/** The same store, with a span of each attempt of this process, of its parts, and of each trial that it ends. */
export function tracedSweepStore(store: SweepStore, tracer: TrialTracer, attempts: AttemptSpans): SweepStore {
  const names = new Map<string, string>()
  const { part, told } = fencedParts(attempts)
  return {
    ...store,
    async sweep(id) {
      const sweep = await store.sweep(id)
      if (sweep) names.set(id, sweep.name)
      return sweep
    },
    async claim(trial, { token, worker }) {
      const now = steadyClock()
      const askedAt = now()
      const reply = await store.claim(trial, { token, worker })
      if (reply.status !== 'claimed') return reply
      const attributes = sweepFacts(reply.claim, names)
      const { span, claimedAt } = attempts.begin(reply.claim, { worker, askedAt, now, attributes })
      endSpan(tracer.begin(trial, 'claim', { start: askedAt, within: span }), { end: claimedAt })
      return reply
    },
    renew: async (claim) => told(claim, await store.renew(claim)),
    report(claim, report, extra) {
      const { epoch } = report
      const attempt = attempts.of(claim)
      const isTold = attempt !== undefined && noteEpoch(tracer, attempt, { epoch, ...extra.timing })
      const span = isTold ? { name: 'report', attributes: { 'hypersweep.epoch': epoch } } : undefined
      return part(claim, span, () => store.report(claim, report, extra))
    },
    async release(claim, setback) {
      const attempt = attempts.of(claim)
      try {
        const reply = await part(claim, { name: 'release' }, () => store.release(claim, setback))
        if (attempt) attempts.end(attempt, 'given back', setback && { failure: setback.text })
        return reply
      } catch (error) {
        if (attempt) attempts.end(attempt, 'lost', { failure: String(error) })
        throw error
      }
    },
    async finish(claim, end) {
      const attempt = attempts.of(claim)
      const reply = await part(claim, { name: 'finish' }, () => store.finish(claim, end))
      if (attempt === undefined || reply.status !== 'accepted') return reply
      attempts.end(attempt, end.status, endFacts(end))
      noteLife(tracer, attempt, await lifeOf(store, claim.trial), end)
      return reply
    },
  }
}

/** Writes of attempts; the first one that is refused ends its attempt. */
function fencedParts(attempts: AttemptSpans) {
  const told = <Reply extends { status: string }>(claim: ClaimId, reply: Reply): Reply => {
    const attempt = reply.status === 'stale' ? attempts.of(claim) : undefined
    if (attempt) attempts.end(attempt, 'stale', { failure: 'Another worker has the trial.' })
    return reply
  }
  const part = async <Reply extends { status: string }>(
    claim: ClaimId,
    span: Pick<Part<Reply>, 'name' | 'attributes'> | undefined,
    work: Part<Reply>['work'],
  ): Promise<Reply> => {
    const attempt = attempts.of(claim)
    if (span === undefined || attempt === undefined) return told(claim, await work())
    const replied = ({ status }: Reply) => ({ 'hypersweep.reply': status })
    return told(claim, await attempts.part(attempt, { ...span, work, told: replied }))
  }
  return { part, told }
}

/** The span of an epoch that ends here, and before the first one that of how long it took to begin. */
function noteEpoch(
  tracer: TrialTracer,
  attempt: AttemptSpan,
  { epoch, seconds, samplesPerSecond }: EpochTiming & { epoch: number },
): boolean {
  const { trial, span: within, claimedAt, savedFrom: end = attempt.now() } = attempt
  delete attempt.savedFrom
  // One without a time was trained in a life that is over, and is told again to a store that lost it.
  if (seconds === 0) return false
  attempt.epochs += 1
  if (!isShown(attempt)) return false
  const start = Math.max(claimedAt, end - seconds * 1000)
  if (attempt.epochs === 1) endSpan(tracer.begin(trial, 'start', { start: claimedAt, within }), { end: start })
  const attributes = { 'hypersweep.epoch': epoch, 'hypersweep.samples_per_second': samplesPerSecond }
  endSpan(tracer.begin(trial, 'epoch', { start, within, attributes }), { end })
  return true
}

/** A runner has asked for the sweep before it claims a trial of it. */
function sweepFacts({ trial }: Claim, names: ReadonlyMap<string, string>) {
  const name = names.get(parseTrialId(trial).sweepId)
  return name === undefined ? {} : { 'hypersweep.sweep': name }
}
