/** What a check found. `missing` names what this machine has not, so that the check could not be made. */
export interface Finding {
  subject: string
  health: 'good' | 'bad' | 'missing'
  fact: string
}

const MARKS = { good: 'ok  ', bad: 'BAD ', missing: 'none' }

export function findingText({ subject, health, fact }: Finding): string {
  return `${MARKS[health]}  ${subject.padEnd(10)}  ${fact.replaceAll('\n', `\n${' '.repeat(18)}`)}`
}

/** A check's own words where it has faults to tell of, else `fact`. */
export function judged(subject: string, faults: readonly string[], fact: string): Finding {
  if (faults.length === 0) return { subject, health: 'good', fact }
  return { subject, health: 'bad', fact: faults.join('\n') }
}

/** Thrown by who looks for a tool: that it is not here is no fault of what is checked. */
export class MissingTool extends Error {
  override name = 'MissingTool'
}
