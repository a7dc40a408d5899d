import { networkObjective } from '@hypersweep/runner'
import {
  lastStage,
  type SweepRecord,
  type SweepStore,
  type SweepTrials,
  sweepTrials,
  type TrialSummary,
} from '@hypersweep/sweep'
import { growthFacts } from './extension-facts.ts'

/** A sweep that may be extended, from another terminal or machine, while it is worked on. */
export interface GrowingSweep {
  /** Its spec is the one that was last read. */
  readonly sweep: SweepRecord
  /** All that it has by that. */
  readonly trials: SweepTrials
  /**
   * Reads the sweep again where a trial is of a stage that it did not have; an extension brings all its trials to one.
   *
   * @returns what it has more then, in words
   */
  notice(summaries: readonly TrialSummary[]): Promise<string | undefined>
}

export interface GrowingOptions {
  store: SweepStore
  sweep: SweepRecord
  trials: SweepTrials
}

export function growingSweep({ store, ...known }: GrowingOptions): GrowingSweep {
  let { trials } = known
  let { spec } = known.sweep
  const sweep: SweepRecord = {
    ...known.sweep,
    get spec() {
      return spec
    },
  }
  return {
    sweep,
    trials: {
      get count() {
        return trials.count
      },
      trial: (number) => trials.trial(number),
    },
    async notice(summaries) {
      const last = lastStage(spec)
      if (!summaries.some(({ stage = 0 }) => stage > last)) return undefined
      const later = await store.sweep(sweep.id)
      if (later === undefined || lastStage(later.spec) === last) return undefined
      const [fact] = growthFacts(spec, later.spec)
      spec = later.spec
      trials = sweepTrials(spec, networkObjective)
      return `${later.name} was extended: ${fact?.[1] ?? 'as it was'}`
    },
  }
}
