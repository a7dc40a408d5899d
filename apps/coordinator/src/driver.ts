import { setTimeout as sleep } from 'node:timers/promises'
import { offerLost } from '@hypersweep/runner'
import {
  isEnded,
  type SweepRecord,
  type SweepStore,
  type Trial,
  type TrialQueue,
  type TrialSummary,
} from '@hypersweep/sweep'
import { CliError } from './errors.ts'

export interface DriveOptions {
  store: SweepStore
  queue: TrialQueue
  sweep: SweepRecord
  /** All trials of the sweep. */
  trials: { count: number; trial(number: number): Trial }
  /** Aborting ends the loop; what is under way is the workers' to finish or to give back. */
  signal: AbortSignal
  /** Called with what the store says, once a round. */
  watch?: (summaries: readonly TrialSummary[]) => void | Promise<void>
  /** Brings trials up to a sweep that was extended; returns how many. Called with what the store says, once a round. */
  catchUp?: (summaries: readonly TrialSummary[]) => Promise<number>
  /** Removes what nobody needs any more; called now and then, and once at the end. */
  tidy?: () => Promise<unknown>
  /** Called with the seconds that a round took that did not fail. */
  onRound?: (seconds: number) => void
  /** Called for an error of a round; the next one tries again. Throwing it ends the loop. */
  onTrouble?: (error: unknown) => void
  /** How long to wait for the next round. */
  pauseMs?: number
  /** How to wait for it. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

const CHUNK = 500
const ROUNDS_PER_TIDY = 30
/** A queue that knows thousands of trials is not asked for all of them each second. */
const MANY = 1000
const ROUNDS_PER_LOOK = 5

/**
 * Keeps the trials of a sweep open until all have ended.
 *
 * The store is the truth and the queue a hint: trials are added to the store before they are offered, and each round (of
 * a long sweep each fifth) offers every unfinished trial that the queue does not know. Nothing is kept between rounds,
 * so that a driver can be killed and replaced at any moment, and two at once do no harm: a trial that is offered twice is
 * claimed once.
 *
 * @throws CliError SWEEP_DELETED, exit 1, when the store has the sweep no longer
 */
export async function drive(options: DriveOptions): Promise<'ended' | 'stopped'> {
  const { signal, watch, tidy, pauseMs = 1000, pause = waited, onTrouble = rethrow } = options
  for (let round = 0; ; round += 1) {
    const begunAt = performance.now()
    try {
      const looks = options.trials.count <= MANY || round % ROUNDS_PER_LOOK === 0
      const summaries = await openTrials(options, looks)
      await watch?.(summaries)
      const isDone = summaries.length >= options.trials.count && summaries.every(isEnded)
      if (isDone || round % ROUNDS_PER_TIDY === ROUNDS_PER_TIDY - 1) await tidy?.()
      options.onRound?.((performance.now() - begunAt) / 1000)
      if (isDone) return 'ended'
    } catch (error) {
      if (isGone(error)) throw deleted(options.sweep, 'driven')
      onTrouble(error)
    }
    if (signal.aborted) return 'stopped'
    await pause(pauseMs, signal)
  }
}

/** Without a signal it is done whole: nobody goes on driving. */
type Round = Pick<DriveOptions, 'store' | 'queue' | 'sweep' | 'trials' | 'catchUp'> & { signal?: AbortSignal }

/**
 * One round: brings up what is behind, adds what the store lacks, offers what the queue lacks where it looks for that,
 * and returns what the store holds.
 */
export async function openTrials(
  { store, queue, sweep, trials, signal, catchUp }: Round,
  looks = true,
): Promise<TrialSummary[]> {
  // The queue is asked first: a trial that ends in between is then known and ended, never unknown and unfinished.
  const known = looks ? await queue.known() : undefined
  const found = await store.summaries(sweep.id)
  if (signal?.aborted) return found
  const summaries = (await catchUp?.(found)) ? await store.summaries(sweep.id) : found
  if (summaries.length < trials.count) return addMissing({ store, queue, sweep, trials }, summaries)
  if (known) await offerLost({ store, queue, known, summaries })
  return summaries
}

type Adding = Pick<DriveOptions, 'store' | 'queue' | 'sweep' | 'trials'>

/** The fact first, then the hint; killed in between, the next round finds trials that the queue does not know. */
async function addMissing(adding: Adding, summaries: readonly TrialSummary[]): Promise<TrialSummary[]> {
  const { store, queue, sweep, trials } = adding
  const present = new Set(summaries.map((trial) => trial.number))
  const numbers = Array.from({ length: trials.count }, (_, number) => number).filter((number) => !present.has(number))
  for (const some of chunks(numbers)) {
    await store.addTrials(
      sweep.id,
      some.map((number) => trials.trial(number)),
    )
  }
  const all = await store.summaries(sweep.id)
  const added = all.filter((trial) => !present.has(trial.number))
  for (const some of chunks(added)) {
    await queue.offer(some.map(({ id, generation }) => ({ trial: id, generation })))
  }
  return all
}

function chunks<T>(values: readonly T[]): T[][] {
  const count = Math.ceil(values.length / CHUNK)
  return Array.from({ length: count }, (_, index) => values.slice(index * CHUNK, (index + 1) * CHUNK))
}

async function waited(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SWEEP_UNKNOWN'
}

/** What ends who drives or watches a sweep that is taken away. */
export function deleted({ name }: SweepRecord, meanwhile: 'driven' | 'watched'): CliError {
  const got = `${name} was deleted while it was ${meanwhile}.`
  return new CliError('SWEEP_DELETED', got, 'The same command begins it anew.', { exitCode: 1 })
}

function rethrow(error: unknown): never {
  throw error
}
