import { setTimeout as sleep } from 'node:timers/promises'
import { RunnerError, reason } from '../errors.ts'
import type { Log, LogFields } from '../log.ts'
import type { ClaimUnderWay } from '../trial/under-way.ts'
import type { Heard, WorkerProcess } from './worker-process.ts'

export interface SuperviseOptions {
  count: number
  /** Starts the process of a place, from 1. */
  start: (place: number, heard: Heard) => WorkerProcess
  /** Gives back what a dead process of a place was training. */
  giveBack: (claims: readonly ClaimUnderWay[], lastWords: string, place: number) => Promise<void>
  /** Told when a worker has died. */
  say: Log
  /** Told what the workers log, and the place of each. */
  log?: (line: string, place: number, fields?: LogFields) => void
  /** How long a worker that took no trial must have lived for its death not to count as a fault of its start. */
  soundMs?: number
  /** The pause after a death, times how many starts in a row were fruitless. */
  pauseMs?: number
}

export interface Supervisor {
  readonly alive: number
  /** Rejects when workers die as soon as they start. */
  readonly failed: Promise<never>
  /** Asks all to leave and waits until they have. */
  drain(): Promise<void>
  /** Ends all at once. */
  kill(): void
}

const FRUITLESS_STARTS = 3
const LAST_WORDS = 5
const LONGEST_PAUSE_MS = 10_000

/**
 * Keeps `count` worker processes alive. One that dies is replaced, and what it was training is given back at once, with
 * its last words; unless they die as soon as they start, without having taken a trial, again and again.
 */
export function supervise(options: SuperviseOptions): Supervisor {
  const { count, say, giveBack, soundMs = 5000, pauseMs = 200 } = options
  const running = new Set<WorkerProcess>()
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  const leaving = new AbortController()
  const { signal } = leaving

  const keepOne = async (place: number): Promise<void> => {
    for (let fruitless = 0; !signal.aborted; ) {
      const bornAt = performance.now()
      const life = startOne(options, place)
      running.add(life.worker)
      const end = await life.worker.ended
      running.delete(life.worker)
      const words = lastWords(end, life.lines)
      await giveBack(life.claims, words, place).catch((error: unknown) =>
        say(`what it trained waits for its lease: ${reason(error)}`, { level: 'warn', place }),
      )
      if (signal.aborted) return
      fruitless = performance.now() - bornAt < soundMs && !life.tookTrials ? fruitless + 1 : 0
      if (fruitless >= FRUITLESS_STARTS) throw diesAtStart(words)
      say(`worker ${place} ended (${end}); starting another`, { level: 'warn', event: 'worker died', place })
      const pause = Math.min(pauseMs * 2 ** fruitless, LONGEST_PAUSE_MS)
      await sleep(pause, undefined, { signal }).catch(() => undefined)
    }
  }
  const all = Array.from({ length: count }, (_, index) => keepOne(index + 1).catch(failed.reject))
  return {
    get alive() {
      return running.size
    },
    failed: failed.promise,
    async drain() {
      leaving.abort()
      for (const worker of running) worker.drain()
      await Promise.all(all)
    },
    kill() {
      leaving.abort()
      for (const worker of running) worker.kill()
    },
  }
}

/** One life of a worker process, and what was heard of it. */
interface Life {
  worker: WorkerProcess
  lines: readonly string[]
  claims: readonly ClaimUnderWay[]
  tookTrials: boolean
}

function startOne({ start, log = () => undefined }: SuperviseOptions, place: number): Life {
  const lines: string[] = []
  const life = { lines, claims: [] as readonly ClaimUnderWay[], tookTrials: false }
  const worker = start(place, {
    line(line, fields) {
      lines.push(line)
      if (lines.length > LAST_WORDS) lines.shift()
      log(line, place, fields)
    },
    claims(claims) {
      life.claims = claims
      life.tookTrials ||= claims.length > 0
    },
  })
  return Object.assign(life, { worker })
}

/** Lines for people: where there are several workers, each says which one it is of. */
export function withPlaces(log: Log, count: number): NonNullable<SuperviseOptions['log']> {
  return (line, place, fields) => log(count > 1 ? `worker ${place}: ${line}` : line, fields)
}

function lastWords(end: string, lines: readonly string[]): string {
  return [end, ...lines].join(' | ')
}

function diesAtStart(words: string): RunnerError {
  const got = 'Worker processes die as soon as they start.'
  return new RunnerError('WORKER_DIES', got, `The last one ended so:\n${words}`)
}
