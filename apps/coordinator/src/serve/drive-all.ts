import { setTimeout as sleep } from 'node:timers/promises'
import { catchUp, networkObjective, retain } from '@hypersweep/runner'
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
import { patience } from '../run/patience.ts'
import { counted } from '../view/amounts.ts'

export interface DriveAllOptions {
  engine: Engine
  say: (line: string) => void
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
  const { engine, say, signal, onRound, onTrouble, pauseMs = 5000 } = options
  const driven = new Map<string, Promise<void>>()
  const counts: Counts = new Map()
  const calm = patience({ say })
  while (!signal.aborted) {
    try {
      for (const sweep of await engine.store.sweeps()) {
        if (!driven.has(sweep.id) && (await isOpen(engine, sweep, counts))) {
          const end = driveOne({ engine, say, signal }, sweep).catch((error: unknown) =>
            say(`${sweep.name}: ${String(error)}`),
          )
          driven.set(
            sweep.id,
            end.finally(() => driven.delete(sweep.id)),
          )
        }
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

async function isOpen({ store }: Engine, sweep: SweepRecord, counts: Counts): Promise<boolean> {
  const summaries = await store.summaries(sweep.id)
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

async function driveOne({ engine, say, signal }: DriveAllOptions, sweep: SweepRecord): Promise<void> {
  using lock = engine.lock(sweep.id)
  if (lock === undefined) return
  const { store, queue, checkpoints } = engine
  const trials = sweepTrials(sweep.spec, networkObjective)
  const calm = patience({ say: (line) => say(`${sweep.name}: ${line}`) })
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
      if (last === undefined) say(`${sweep.name}: driving ${counted(trials.count, 'trial')}; ${countsText(summaries)}`)
      last = summaries
    },
    tidy,
    onTrouble: calm.bear,
  })
  if (outcome === 'ended') return say(`${sweep.name}: ended; ${countsText(last ?? [])}`)
  // Since it was last done, quick trials may have left hundreds of checkpoints.
  await tidy().catch(calm.bear)
  say(`${sweep.name}: driven no more; ${countsText(last ?? [])}`)
}

/** `3 complete, 1 failed, 44 waiting`. */
function countsText(summaries: readonly TrialSummary[]): string {
  const counts = Map.groupBy(summaries, ({ state }) => state.status)
  return [...counts].map(([status, { length }]) => `${length} ${status}`).join(', ') || 'none begun'
}
