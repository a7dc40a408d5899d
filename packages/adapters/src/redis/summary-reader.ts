import type { TrialSummary } from '@hypersweep/sweep'
import type { Redis } from 'ioredis'
import { parseSummary } from './redis-trial.ts'

/** Trials in one HSCAN: their texts are parsed before the event loop goes on, which takes two milliseconds. */
const PIECE = 250

interface Parsed {
  text: string
  summary: TrialSummary
}

/**
 * Reads all summaries of a sweep, in pieces, so that a long list holds up neither the server nor this process. What has
 * not changed since the last reading is not parsed again: a driver asks each second, and most trials wait or have ended.
 */
export function summaryReader(client: Redis): (key: string, sweepId: string) => Promise<TrialSummary[]> {
  const read = new Map<string, readonly (Parsed | undefined)[]>()
  return async (key, sweepId) => {
    const before = read.get(key) ?? []
    // By number: where one is named twice the later text is the newer, and they come out in order.
    const found: (Parsed | undefined)[] = before.map(() => undefined)
    let cursor = '0'
    do {
      const [next, flat] = await client.hscan(key, cursor, 'COUNT', PIECE)
      for (let index = 0; index < flat.length; index += 2) {
        const [number, text] = [Number(flat[index]), flat[index + 1]!]
        const known = before[number]
        found[number] = known?.text === text ? known : { text, summary: parseSummary(sweepId, text) }
      }
      cursor = next
    } while (cursor !== '0')
    read.set(key, found)
    return found.filter((each) => each !== undefined).map(({ summary }) => summary)
  }
}
