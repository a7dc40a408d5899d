import { setTimeout as sleep } from 'node:timers/promises'
import { behind, isEnded, type SweepRecord, type SweepStore, type TrialSummary } from '@hypersweep/sweep'
import { deleted } from '../driver.ts'
import { CliError } from '../errors.ts'
import type { Progress } from '../progress/progress.ts'

export interface Watch {
  store: SweepStore
  sweep: SweepRecord
  /** How many trials the sweep has, also those not added yet. */
  total: number
  view: Progress
  /** Aborting ends the watch, and nothing else. */
  signal: AbortSignal
  /** Asked after each look; true ends the watch too. */
  isEnough?: () => boolean
  /** Called after a look that did not fail. */
  onLook?: () => void
  /** Called for a look that failed; the next one tries again. Throwing it ends the watch. */
  onTrouble?: (error: unknown) => void
  pauseMs?: number
}

/** Looks at a sweep that others work on until all its trials have ended; it writes nothing, so any number may look. */
export async function watchUntilEnded(watch: Watch): Promise<'ended' | 'left' | 'enough'> {
  const {
    store,
    sweep,
    total,
    view,
    signal,
    isEnough = () => false,
    onLook = () => undefined,
    onTrouble = rethrow,
    pauseMs = 1000,
  } = watch
  while (!signal.aborted) {
    try {
      const summaries = await store.summaries(sweep.id)
      if (summaries.length === 0 && !(await store.sweep(sweep.id))) throw deleted(sweep, 'watched')
      await view.show(summaries)
      onLook()
      if (isOver(summaries, sweep, total)) return 'ended'
    } catch (error) {
      if (error instanceof CliError) throw error
      onTrouble(error)
    }
    if (isEnough()) return 'enough'
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
  }
  return 'left'
}

/** Trials that an extended sweep has yet to take up again are not at their end. */
function isOver(summaries: readonly TrialSummary[], { spec }: SweepRecord, total: number): boolean {
  return summaries.length >= total && summaries.every(isEnded) && behind(spec, summaries).length === 0
}

function rethrow(error: unknown): never {
  throw error
}
