import {
  type Control,
  type PastTrial,
  printableJson,
  type SweepRecord,
  sweepDigest,
  type TrialRecord,
} from '@hypersweep/sweep'
import { EXPORT_FORMAT } from '../schemas/exported.ts'

/**
 * A sweep as JSON: one document, in which each trial has a line of its own. `exportedSweep` is its schema.
 *
 * A trial that runs is said to wait, since what goes on elsewhere goes on from what is reported; so is a cancelled one,
 * which `control` cancels again.
 */
export function sweepText(sweep: SweepRecord, control: Control, records: readonly TrialRecord[]): string {
  const { id, name, numerics, createdAt, spec } = sweep
  const head = { id, name, numerics, createdAt, control, spec }
  const trials = records.map((record) => exactJson(pastOf(record)))
  return `{
"format": ${exactJson(EXPORT_FORMAT)},
"sweep": ${exactJson(head)},
"digest": ${exactJson(sweepDigest(records))},
"trials": [
${trials.join(',\n')}
]
}
`
}

function pastOf({ id: _id, state, ...record }: TrialRecord): PastTrial {
  const isEnd = state.status === 'complete' || state.status === 'failed'
  return { ...record, state: isEnd ? state : { status: 'waiting' } }
}

/** JSON that gives back every bit: JSON.stringify makes 0 of −0. */
function exactJson(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return printableJson(JSON.stringify(value))
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return `{${entries.map(([key, each]) => `${printableJson(JSON.stringify(key))}:${exactJson(each)}`).join(',')}}`
}
