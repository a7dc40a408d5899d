import type { Health } from '@hypersweep/service'

/** What a supervisor knows of how its processes and its Redis are. */
export interface Vitals {
  /** Told of each sign of life of the process of a place, its start too. */
  sign(place: number): void
  /** Told each time that Redis has answered. */
  redisAnswered(): void
  readonly isRedisReachable: boolean
  /** Whether all processes live and their loops turn. */
  alive(): Health
  /** Whether, beside that, trials can be taken. */
  ready(): Health
}

export interface VitalsOptions {
  /** How many processes there are. */
  count: number
  /** Aborted when the worker drains. */
  leaving: AbortSignal
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
}

/** A process that is well says so every two seconds, and needs some to start on a busy machine. */
const QUIET_MS = 30_000
/** Redis is asked every five seconds, and may take five to answer. */
const AWAY_MS = 15_000

export function vitals({ count, leaving, now = () => performance.now() }: VitalsOptions): Vitals {
  const begunAt = now()
  const signs = new Map<number, number>()
  let answeredAt = now()
  const isRedisReachable = () => now() - answeredAt < AWAY_MS
  const alive = (): Health => {
    for (let place = 1; place <= count; place++) {
      const quietMs = now() - (signs.get(place) ?? begunAt)
      if (quietMs < QUIET_MS) continue
      return { status: 'unwell', reason: `worker ${place} has given no sign of life for ${seconds(quietMs)} s` }
    }
    return { status: 'ok' }
  }
  return {
    sign: (place) => void signs.set(place, now()),
    redisAnswered() {
      answeredAt = now()
    },
    get isRedisReachable() {
      return isRedisReachable()
    },
    alive,
    ready() {
      if (leaving.aborted) return { status: 'unwell', reason: 'it drains' }
      const found = alive()
      if (found.status === 'unwell' || isRedisReachable()) return found
      return { status: 'unwell', reason: `Redis has not answered for ${seconds(now() - answeredAt)} s` }
    },
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
