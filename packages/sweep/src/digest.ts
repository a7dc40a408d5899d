import { canonicalJson, hexFloat64, sha256Stream } from '@hypersweep/numbers'
import type { EpochReport, TrialRecord } from './trial.ts'

/**
 * One canonical JSON line per trial, in number order: number, params and seed; for a trial whose end is a result
 * (complete or diverged) also its state, reason, the metrics of every epoch as hexadecimal float64, and the SHA-256 of
 * a complete one's weights. What else stopped a trial, and how far it came by then, is chance and not in it.
 */
export function digestLines(records: readonly TrialRecord[]): string[] {
  return records.toSorted((a, b) => a.number - b.number).map(digestLine)
}

/** SHA-256 over the digest lines, each ended by a line feed: equal for two runs of a sweep that agree to the last bit. */
export function sweepDigest(records: readonly TrialRecord[]): string {
  const hash = sha256Stream()
  const encoder = new TextEncoder()
  for (const line of digestLines(records)) hash.update(encoder.encode(`${line}\n`))
  return hash.hex()
}

function digestLine({ number, params, seed, state, reports }: TrialRecord): string {
  const trial = { number, params, seed }
  if (state.status === 'complete') {
    const { status, weightsSha256 } = state
    return canonicalJson({ ...trial, state: status, epochs: epochs(reports), weightsSha256 })
  }
  if (state.status === 'failed' && state.reason === 'diverged') {
    const { status, reason } = state
    return canonicalJson({ ...trial, state: status, reason, epochs: epochs(reports) })
  }
  return canonicalJson(trial)
}

function epochs(reports: readonly EpochReport[]) {
  return reports
    .toSorted((a, b) => a.epoch - b.epoch)
    .map(({ epoch, metrics }) => ({
      epoch,
      metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, hexFloat64(value)])),
    }))
}
