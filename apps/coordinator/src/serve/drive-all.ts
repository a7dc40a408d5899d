import { setTimeout as sleep } from 'node:timers/promises'
import { catchUp, type Log, networkObjective, onceEach, retain } from '@hypersweep/runner'
import {
  behind,
  isEnded,
  lastStage,
  type SweepRecord,
  sweepTrials,
  type TrialId,
  type TrialSummary,
} from '@hypersweep/sweep'
import { checkpointKeeper } from '../checkpoint-place.ts'
import type { Engine } from '../context.ts'
import { drive } from '../driver.ts'
import { isUnreadable } from '../errors.ts'
import { patience } from '../run/patience.ts'
import { counted } from '../view/amounts.ts'

/** Told what the driver reads and does, by who counts. */
export interface DriveObserver {
  /** All sweeps that there are. */
  sweeps(sweeps: readonly SweepRecord[]): void
  /** What the store says of one that is driven here, once a round, or that has ended. */
  sweep(sweep: SweepRecord, summaries: readonly TrialSummary[]): void
  /** A round of one sweep took so many seconds. */
  round(seconds: number): void
}

export interface DriveAllOptions {
  engine: Engine
  say: Log
  observer?: DriveObserver | undefined
  /** Aborting ends all driving; the workers go on with what they have. */
  signal: AbortSignal
  /** Called after a look for sweeps that did not fail. */
  onRound?: () => void
  /** Called for one that failed. */
  onTrouble?: (error: unknown) => void
  /** How often to look for sweeps that are new, or open again. */
  pauseMs?: number
}

/** Drives each sweep that has something left to do and that no other driver of this folder holds, until `signal` aborts. */
export async function driveAll(options: DriveAllOptions): Promise<void> {
  const { engine, say, signal, observer, onRound, onTrouble, pauseMs = 5000 } = options
  const driven = new Map<string, Promise<void>>()
  const counts: Counts = new Map()
  const once = onceEach(say)
  const calm = patience({ say: (line) => say(line, { level: 'warn' }) })
  while (!signal.aborted) {
    try {
      const sweeps = await engine.store.sweeps()
      observer?.sweeps(sweeps)
      for (const sweep of sweeps.filter(({ id }) => !driven.has(id))) {
        const summaries = await engine.store.summaries(sweep.id).catch(unreadable(once, sweep))
        if (summaries === undefined) continue
        if (!isOpen(sweep, summaries, counts)) {
          observer?.sweep(sweep, summaries)
          continue
        }
        const end = driveOne({ engine, say, signal, observer }, sweep).catch((error: unknown) =>
          say(`${sweep.name}: ${String(error)}`, { level: 'warn', sweep: sweep.name }),
        )
        driven.set(
          sweep.id,
          end.finally(() => driven.delete(sweep.id)),
        )
      }
      calm.well()
      onRound?.()
    } catch (error) {
      onTrouble?.(error)
      calm.bear(error)
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
  }
  await Promise.all(driven.values())
}

/** A sweep of which the store holds what cannot be read must not keep the others from being driven. */
function unreadable(say: Log, { name }: SweepRecord): (error: unknown) => undefined {
  return (error) => {
    if (!isUnreadable(error)) throw error
    say(`${name}: ${error.message}`, { level: 'warn', sweep: name })
  }
}

function isOpen(sweep: SweepRecord, summaries: readonly TrialSummary[], counts: Counts): boolean {
  if (!summaries.every(isEnded) || behind(sweep.spec, summaries).length > 0) return true
  return summaries.length < countOf(sweep, counts)
}

/** How many trials sweeps have, by id and as of their last extension: to count them is work, and this is asked all day. */
type Counts = Map<string, { stage: number; count: number }>

function countOf({ id, spec }: SweepRecord, counts: Counts): number {
  const stage = lastStage(spec)
  const known = counts.get(id)
  if (known?.stage === stage) return known.count
  const { count } = sweepTrials(spec, networkObjective)
  counts.set(id, { stage, count })
  return count
}

async function driveOne(options: DriveAllOptions, sweep: SweepRecord): Promise<void> {
  const { engine, signal, observer } = options
  using lock = engine.lock(sweep.id)
  if (lock === undefined) return
  const { store, queue, checkpoints } = engine
  const trials = sweepTrials(sweep.spec, networkObjective)
  const say: Log = (line, fields) => options.say(`${sweep.name}: ${line}`, { sweep: sweep.name, ...fields })
  const calm = patience({ say: (line) => say(line, { level: 'warn' }) })
  const keepHere = checkpointKeeper(engine, sweep)
  const seen = new Map<TrialId, string>()
  const tidy = () => retain({ store, checkpoints, sweep, seen })
  let last: readonly TrialSummary[] | undefined
  const outcome = await drive({
    store,
    queue,
    sweep,
    trials,
    catchUp: async (summaries) => {
      await keepHere()
      return catchUp({ ...engine, sweep }, summaries)
    },
    signal,
    watch(summaries) {
      calm.well()
      if (last === undefined)
        say(`driving ${counted(trials.count, 'trial')}; ${countsText(summaries)}`, { event: 'driving' })
      last = summaries
      observer?.sweep(sweep, summaries)
    },
    tidy,
    onTrouble: calm.bear,
    ...(observer && { onRound: observer.round }),
  })
  if (outcome === 'ended') return say(`ended; ${countsText(last ?? [])}`, { event: 'ended' })
  // Since it was last done, quick trials may have left hundreds of checkpoints.
  await tidy().catch(calm.bear)
  say(`driven no more; ${countsText(last ?? [])}`)
}

/** `3 complete, 1 failed, 44 waiting`. */
function countsText(summaries: readonly TrialSummary[]): string {
  const counts = Map.groupBy(summaries, ({ state }) => state.status)
  return [...counts].map(([status, { length }]) => `${length} ${status}`).join(', ') || 'none begun'
}
