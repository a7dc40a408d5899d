import { type Params, type TrialEnd, type TrialRecord, trialId } from '../trial.ts'

export interface TrialSketch {
  params?: Params
  /** One number per epoch, reported as `loss`. */
  curve?: readonly number[]
  /** Which epoch scores, for a complete trial; the last where it is not said. */
  best?: number
  end?: 'complete' | Extract<TrialEnd, { status: 'failed' }>['reason']
}

/** A trial's record from what a test is about. */
export function trialRecord(number: number, { params = {}, curve = [], best, end }: TrialSketch = {}): TrialRecord {
  const reports = curve.map((loss, index) => ({
    epoch: index + 1,
    metrics: { loss },
    timing: { seconds: 1, samplesPerSecond: 100 },
    worker: 'w',
  }))
  const at = best ?? curve.length
  const scored = curve.length > 0 ? { epoch: at, score: curve[at - 1]!, metrics: { loss: curve[at - 1]! } } : undefined
  return {
    id: trialId('toy', number),
    number,
    params,
    seed: 7,
    generation: 1,
    claims: 1,
    failures: 0,
    crashes: 0,
    epoch: curve.length,
    state: stateOf(end, scored),
    ...(scored && { best: scored }),
    reports,
  }
}

function stateOf(end: TrialSketch['end'], scored: TrialRecord['best']): TrialRecord['state'] {
  if (end === undefined) return scored ? { status: 'running', worker: 'w' } : { status: 'waiting' }
  if (end !== 'complete') return { status: 'failed', reason: end, message: 'it failed' }
  return { status: 'complete', best: scored!, weightsSha256: 'ab'.repeat(32) }
}
