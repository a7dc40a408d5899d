import { type Control, parseTrialId, type SweepStore, stateUnder, type TopOptions, topOf } from '@hypersweep/sweep'
import { answered } from './answered.ts'
import type { RedisSweepsContext } from './redis-sweeps.ts'
import { parseRecord, parseSummary } from './redis-trial.ts'
import { summaryReader } from './summary-reader.ts'
import { transacted } from './transacted.ts'

/** How often the best are looked for where one of them is given up meanwhile. */
const LOOKS = 3

type Context = Omit<RedisSweepsContext, 'run'>
type Reads = Pick<SweepStore, 'trial' | 'summaries' | 'top'>

/** What only reads: by plain commands, since who may run scripts may run any, and who may only look shall run none. */
export function redisReads({ client, keys, patienceMs }: Context): Reads {
  const ask = <T>(command: () => Promise<T>) => answered(client, command, patienceMs)
  const summaries = summaryReader({ client, keys, ask })
  return {
    summaries,
    trial: async (id) => {
      const { sweepId } = parseTrialId(id)
      const asked = () => client.multi().hgetall(keys.trial(id)).hgetall(keys.reports(id)).get(keys.control(sweepId))
      const [trial, reports, control] = await ask(() => transacted<[Fields, Fields, Control | null]>(asked()))
      const record = parseRecord(sweepId, flat(trial), flat(reports))
      return record && { ...record, state: stateUnder(control ?? 'run', record.state) }
    },
    top: async (sweepId, options) => {
      for (let look = 1; ; look++) {
        const { trials, complete, numbers } = await ask(() => rankedNumbers({ client, keys }, sweepId, options))
        if (numbers === undefined) return topOf(await summaries(sweepId), options)
        const texts = numbers.length === 0 ? [] : await ask(() => client.hmget(keys.summaries(sweepId), ...numbers))
        const some = texts.flatMap((text) => (text === null ? [] : [parseSummary(sweepId, text)]))
        const { best } = topOf(some, options)
        if (best.length === numbers.length || look === LOOKS) return { trials, complete, best }
      }
    },
  }
}

type Fields = Record<string, string>

function flat(fields: Fields): string[] {
  return Object.entries(fields).flat()
}

/**
 * The numbers of the best complete trials, in no order; undefined where the sweep's scores are not kept. A sorted set has
 * ties in the order of their names as texts: of those with the last score, the least numbers are taken.
 */
async function rankedNumbers(
  { client, keys }: Pick<Context, 'client' | 'keys'>,
  sweepId: string,
  { goal, count }: TopOptions,
): Promise<{ trials: number; complete: number; numbers?: string[] }> {
  const scores = keys.scores(sweepId)
  const counts = client.multi().sismember(keys.scored, sweepId).hlen(keys.summaries(sweepId)).zcard(scores)
  const range = [scores, '0', String(count - 1), 'WITHSCORES'] as const
  const asked = count === 0 ? counts : goal === 'maximize' ? counts.zrevrange(...range) : counts.zrange(...range)
  const [isKept, trials, complete, ranked = []] = await transacted<[number, number, number, string[]?]>(asked)
  if (isKept === 0) return { trials, complete }
  const last = ranked.at(-1)
  if (last === undefined) return { trials, complete, numbers: [] }
  const better = ranked.filter((_, index) => index % 2 === 0 && Number(ranked[index + 1]) !== Number(last))
  const ties = await client.zrangebyscore(scores, last, last)
  const least = ties.sort((a, b) => Number(a) - Number(b)).slice(0, count - better.length)
  return { trials, complete, numbers: [...better, ...least] }
}
