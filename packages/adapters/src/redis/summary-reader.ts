import { stateUnder, type TrialSummary } from '@hypersweep/sweep'
import type { Redis } from 'ioredis'
import type { RedisKeys } from './redis-keys.ts'
import { parseSummary } from './redis-trial.ts'
import { storedControl } from './stored.ts'

/** Trials in one reply: their texts are parsed before the event loop goes on, which takes two milliseconds. */
const PIECE = 250

/** What was read of a sweep. */
interface Known {
  /** The last change that it holds. */
  change: number
  /** By number. */
  summaries: TrialSummary[]
}

export interface SummaryReading {
  client: Redis
  keys: RedisKeys
  /** Sends one command until it is answered. */
  ask<T>(command: () => Promise<T>): Promise<T>
}

/**
 * Reads all summaries of a sweep: once whole, and from then on what has changed, which is little where a driver asks each
 * second. In pieces, so that a long list holds up neither the server nor this process; each is waited for by itself.
 *
 * A server that was started again may be set back, count its changes anew, and go through a list in another order: after
 * each new connection, and where its count is behind, all is read again; so it is where nothing is counted, as in a sweep
 * of an earlier version.
 */
export function summaryReader(reading: SummaryReading): (sweepId: string) => Promise<TrialSummary[]> {
  const { client, keys, ask } = reading
  const known = new Map<string, Known>()
  let connections = 0
  client.on('ready', () => {
    connections += 1
    known.clear()
  })
  const readOnce = async (sweepId: string) => {
    const last = await lastChange(reading, sweepId)
    const before = known.get(sweepId)
    const isBehind = before === undefined || last < Math.max(1, before.change)
    const summaries = isBehind ? await readAll(reading, sweepId) : await readChanged(reading, sweepId, before, last)
    return { change: last, summaries }
  }
  return async (sweepId) => {
    const control = storedControl(await ask(() => client.get(keys.control(sweepId))), sweepId)
    let connection: number
    let now: Known
    do {
      connection = connections
      now = await readOnce(sweepId)
    } while (connection !== connections)
    known.set(sweepId, now)
    const there = now.summaries.filter((each) => each !== undefined)
    return control === 'run' ? there : there.map((each) => ({ ...each, state: stateUnder(control, each.state) }))
  }
}

async function lastChange({ client, keys, ask }: SummaryReading, sweepId: string): Promise<number> {
  const [, change = '0'] = await ask(() => client.zrange(keys.changes(sweepId), '-1', '-1', 'WITHSCORES'))
  return Number(change)
}

async function readAll({ client, keys, ask }: SummaryReading, sweepId: string): Promise<TrialSummary[]> {
  // By number: where one is named twice the later text is the newer, and they come out in order.
  const summaries: TrialSummary[] = []
  let cursor = '0'
  do {
    const [next, flat] = await ask(() => client.hscan(keys.summaries(sweepId), cursor, 'COUNT', PIECE))
    for (let index = 0; index < flat.length; index += 2) {
      const summary = parseSummary(sweepId, flat[index + 1]!, flat[index])
      summaries[summary.number] = summary
    }
    cursor = next
  } while (cursor !== '0')
  return summaries
}

/** What changes meanwhile is read now or at the next time, or both. */
async function readChanged(
  { client, keys, ask }: SummaryReading,
  sweepId: string,
  before: Known,
  last: number,
): Promise<TrialSummary[]> {
  if (before.change === last) return before.summaries
  const summaries = [...before.summaries]
  const numbers = await ask(() => client.zrangebyscore(keys.changes(sweepId), `(${before.change}`, String(last)))
  for (let start = 0; start < numbers.length; start += PIECE) {
    const piece = numbers.slice(start, start + PIECE)
    const texts = await ask(() => client.hmget(keys.summaries(sweepId), ...piece))
    for (const [index, text] of texts.entries()) {
      if (text === null) continue
      const summary = parseSummary(sweepId, text, piece[index])
      summaries[summary.number] = summary
    }
  }
  return summaries
}
