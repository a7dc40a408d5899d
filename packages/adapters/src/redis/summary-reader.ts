import { type Control, stateUnder, type TrialSummary } from '@hypersweep/sweep'
import type { Redis } from 'ioredis'
import type { RedisKeys } from './redis-keys.ts'
import { parseSummary } from './redis-trial.ts'

/** Trials in one reply: their texts are parsed before the event loop goes on, which takes two milliseconds. */
const PIECE = 250

/** What was read of a sweep. */
interface Known {
  /** The last change that it holds. */
  change: number
  /** By number. */
  summaries: TrialSummary[]
}

/**
 * Reads all summaries of a sweep: once whole, and from then on what has changed, which is little where a driver asks each
 * second. In pieces, so that a long list holds up neither the server nor this process.
 *
 * A server that was started again may be set back, and count its changes anew: after each new connection, and where its
 * count is behind, all is read again; so it is where nothing is counted, as in a sweep of an earlier version.
 */
export function summaryReader(client: Redis, keys: RedisKeys): (sweepId: string) => Promise<TrialSummary[]> {
  const known = new Map<string, Known>()
  let connections = 0
  client.on('ready', () => {
    connections += 1
    known.clear()
  })
  return async (sweepId) => {
    const connection = connections
    const [last, control] = await Promise.all([
      lastChange(client, keys.changes(sweepId)),
      client.get(keys.control(sweepId)) as Promise<Control | null>,
    ])
    const before = known.get(sweepId)
    const isBehind = before === undefined || last < Math.max(1, before.change)
    const summaries = isBehind
      ? await readAll(client, keys, sweepId)
      : await readChanged(client, keys, sweepId, before, last)
    if (connection === connections) known.set(sweepId, { change: last, summaries })
    const there = summaries.filter((each) => each !== undefined)
    return control === null ? there : there.map((each) => ({ ...each, state: stateUnder(control, each.state) }))
  }
}

async function lastChange(client: Redis, key: string): Promise<number> {
  const [, change = '0'] = await client.zrange(key, '-1', '-1', 'WITHSCORES')
  return Number(change)
}

async function readAll(client: Redis, keys: RedisKeys, sweepId: string): Promise<TrialSummary[]> {
  // By number: where one is named twice the later text is the newer, and they come out in order.
  const summaries: TrialSummary[] = []
  let cursor = '0'
  do {
    const [next, flat] = await client.hscan(keys.summaries(sweepId), cursor, 'COUNT', PIECE)
    for (let index = 0; index < flat.length; index += 2) {
      summaries[Number(flat[index])] = parseSummary(sweepId, flat[index + 1]!)
    }
    cursor = next
  } while (cursor !== '0')
  return summaries
}

/** What changes meanwhile is read now or at the next time, or both. */
async function readChanged(
  client: Redis,
  keys: RedisKeys,
  sweepId: string,
  before: Known,
  last: number,
): Promise<TrialSummary[]> {
  if (before.change === last) return before.summaries
  const summaries = [...before.summaries]
  const numbers = await client.zrangebyscore(keys.changes(sweepId), `(${before.change}`, String(last))
  for (let start = 0; start < numbers.length; start += PIECE) {
    const piece = numbers.slice(start, start + PIECE)
    const texts = await client.hmget(keys.summaries(sweepId), ...piece)
    for (const [index, text] of texts.entries()) {
      if (text !== null) summaries[Number(piece[index])] = parseSummary(sweepId, text)
    }
  }
  return summaries
}
