import { createHash } from 'node:crypto'

/** What an audit found in what a Redis did. */
export interface Findings {
  /** Writes of a claim that another had taken over, which the store let through. */
  staleAccepted: string[]
  staleRefused: number
  /** Trials that were ended more than once. */
  endedTwice: string[]
}

export interface Scripts {
  claim: string
  /** By name: report, renew, release, finish. */
  fenced: Readonly<Record<string, string>>
}

/** Commands by which a script changes something. */
const CHANGES = new Set(['hset', 'hincrby', 'hdel', 'zadd', 'zrem'])

interface Pending {
  op: string
  trial: string
  token: string
  changes: string[]
}

/**
 * Judges the store's fence from outside: by what MONITOR shows, in the order in which the server did it, a write by a
 * claim that is known to be superseded must have changed nothing. What was missed while nobody listened is not judged.
 */
export function auditor({ claim, fenced }: Scripts) {
  const ops = new Map<string, string>()
  for (const [name, lua] of [['claim', claim], ...Object.entries(fenced)] as const) {
    ops.set(lua, name).set(createHash('sha1').update(lua).digest('hex'), name)
  }
  const owner = new Map<string, string>()
  const superseded = new Set<string>()
  const nowOwns = (trial: string, token: string) => {
    const before = owner.get(trial)
    if (before !== undefined && before !== token) superseded.add(before)
    owner.set(trial, token)
  }
  const ends = new Map<string, number>()
  const findings: Findings = { staleAccepted: [], staleRefused: 0, endedTwice: [] }
  let pending: Pending | undefined

  const settle = () => {
    const done = pending
    pending = undefined
    if (done === undefined) return
    const { op, trial, token, changes } = done
    if (op === 'claim') {
      if (changes.includes('hincrby')) nowOwns(trial, token)
      return
    }
    const hasChanged = changes.length > 0
    if (superseded.has(token)) {
      if (hasChanged) findings.staleAccepted.push(`${op} of ${trial} by ${token}`)
      else findings.staleRefused += 1
    } else if (hasChanged) nowOwns(trial, token)
    if (op !== 'finish' || !hasChanged) return
    ends.set(trial, (ends.get(trial) ?? 0) + 1)
    if (ends.get(trial) === 2) findings.endedTwice.push(trial)
  }
  return {
    findings,
    /** Takes one command, as MONITOR tells it. */
    hear(args: readonly string[], isOfScript: boolean): void {
      const command = args[0]?.toLowerCase() ?? ''
      if (isOfScript) {
        if (CHANGES.has(command)) pending?.changes.push(command)
        return
      }
      settle()
      const op = /^eval(sha)?$/.test(command) ? ops.get(args[1] ?? '') : undefined
      if (op === undefined) return
      const keys = Number(args[2])
      const [trial, values] = [args[3]!, args.slice(3 + keys)]
      // claim: number, token, …; the others: number, attempt, token, …
      pending = { op, trial, token: (op === 'claim' ? values[1] : values[2]) ?? '', changes: [] }
    },
    settle,
  }
}
