import { type EpochReport, type EpochTiming, type ReportReply, scoredEpoch } from '@hypersweep/sweep'
import type { TrainedEpoch } from '../pool/messages.ts'
import type { Attempt } from './context.ts'

/** Makes an epoch's checkpoint durable, and then reports it: what was reported can always be continued. */
export async function recordEpoch(attempt: Attempt, epoch: TrainedEpoch): Promise<ReportReply> {
  const { context, claim, history } = attempt
  const { report, timing, checkpoint, probabilities } = epoch
  if (checkpoint) {
    await context.checkpoints.save(claim.trial, { epoch: report.epoch, step: 0 }, checkpoint)
    release(checkpoint)
  }
  history.push(report)
  if (probabilities) attempt.probabilities = { epoch: report.epoch, file: probabilities }
  return sendReport(attempt, history.length, timing)
}

/** Gives memory back at once. The collector would look for these megabytes all over the heap, beside who trains. */
function release(bytes: Uint8Array<ArrayBuffer>): void {
  bytes.buffer.transfer(0)
}

/**
 * Reports again what a checkpoint remembers and the store lacks, or holds otherwise: a store that lost its last moments
 * gets them back, and one that tells another story raises the alarm. Ends at the first reply that is not `accepted`.
 */
export async function reportHistory(
  attempt: Attempt,
  reports: readonly EpochReport[] = attempt.claim.record.reports,
): Promise<ReportReply> {
  const { history } = attempt
  const known = new Map(reports.map((report) => [report.epoch, report]))
  for (const [index, report] of history.entries()) {
    if (isSameReport(report, known.get(report.epoch))) continue
    const reply = await sendReport(attempt, index + 1, UNMEASURED)
    if (reply.status !== 'accepted') return reply
  }
  return { status: 'accepted' }
}

/** Of an epoch that was measured in a life that is over. */
const UNMEASURED: EpochTiming = { seconds: 0, samplesPerSecond: 0 }

/** Reports the last of the first `epochs` epochs. */
async function sendReport({ context, claim, lease, sweep, history }: Attempt, epochs: number, timing: EpochTiming) {
  const past = history.slice(0, epochs)
  const best = scoredEpoch(sweep.spec.metric, past)
  if (best === undefined) throw new Error('a report needs an epoch')
  const askedAt = performance.now()
  const reply = await context.store.report(claim, past.at(-1)!, { timing, best })
  if (reply.status === 'accepted') lease.renewed(askedAt, reply)
  return reply
}

function isSameReport(a: EpochReport, b: EpochReport | undefined): boolean {
  if (b === undefined) return false
  const names = Object.keys(a.metrics)
  const isSameLength = names.length === Object.keys(b.metrics).length
  return isSameLength && names.every((name) => Object.is(a.metrics[name], b.metrics[name]))
}
