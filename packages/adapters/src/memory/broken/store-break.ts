import { parseTrialId, type SweepStore, type TrialId } from '@hypersweep/sweep'
import type { MemoryState } from '../memory-sweep-store.ts'
import type { MemoryTrial } from '../memory-trial.ts'

/** What a break replaces: it may call the whole store and reach into what it holds. */
export type StoreBreak = (store: SweepStore, state: MemoryState) => Partial<SweepStore>

/** Breaks by the promise that they break and by what they do. */
export type StoreBreaks = Readonly<Record<string, Readonly<Record<string, StoreBreak>>>>

export function trialIn(state: MemoryState, id: TrialId): MemoryTrial {
  const { sweepId, number } = parseTrialId(id)
  return state.trials.get(sweepId)!.get(number)!
}
