import {
  parseTrialId,
  type SweepRecord,
  type SweepStore,
  type Trial,
  type TrialId,
  trialId,
  type WriteReply,
} from '@hypersweep/sweep'
import { sweepNameTaken, unknownSweep, unknownTrial } from '../errors.ts'
import { exactJson } from '../exact-json.ts'
import {
  claimTrial,
  finishTrial,
  type MemoryTrial,
  newTrial,
  raiseTrialGeneration,
  releaseTrial,
  renewTrial,
  reopenTrial,
  reportTrial,
  summary,
  takeOverTrial,
} from './memory-trial.ts'

/** What a memory store holds: one state may be opened several times. Maps keep the order of insertion. */
export interface MemoryState {
  sweeps: Map<string, SweepRecord>
  trials: Map<string, Map<number, MemoryTrial>>
}

export function memoryState(): MemoryState {
  return { sweeps: new Map(), trials: new Map() }
}

export interface MemorySweepStoreOptions {
  /** The lease's clock in milliseconds. */
  now?: () => number
  leaseMs?: number
  state?: MemoryState
}

/** SweepStore in this process's memory: for tests, and the plainest statement of what the others do. */
export function memorySweepStore({
  now = Date.now,
  leaseMs = 15_000,
  state = memoryState(),
}: MemorySweepStoreOptions = {}): SweepStore {
  const find = (id: TrialId) => {
    const { sweepId, number } = parseTrialId(id)
    return state.trials.get(sweepId)?.get(number)
  }
  const write = (id: TrialId, change: (trial: MemoryTrial) => WriteReply): WriteReply => {
    const trial = find(id)
    return trial ? change(trial) : { status: 'stale' }
  }
  return detached({
    ...sweepMethods(state),
    trial: async (id) => find(id)?.record,
    claim: async (id, owner) => {
      const trial = find(id)
      return trial ? claimTrial(trial, owner, now(), leaseMs) : { status: 'ended' }
    },
    renew: async (claim) => write(claim.trial, (trial) => renewTrial(trial, claim, now(), leaseMs)),
    report: async (claim, report, extra) => {
      exactJson([report, extra])
      const trial = find(claim.trial)
      const reply = trial ? reportTrial(trial, claim, report, extra) : ({ status: 'stale' } as const)
      if (trial && reply.status === 'accepted') renewTrial(trial, claim, now(), leaseMs)
      return reply
    },
    release: async (claim, setback) => write(claim.trial, (trial) => releaseTrial(trial, claim, setback)),
    finish: async (claim, end) => {
      exactJson(end)
      return write(claim.trial, (trial) => finishTrial(trial, claim, end))
    },
    reopen: async (id) => {
      const trial = find(id)
      if (trial) reopenTrial(trial)
    },
    raiseGeneration: async (id, from) => {
      const trial = find(id)
      if (!trial) throw unknownTrial(id)
      return raiseTrialGeneration(trial, from)
    },
    takeOver: async (sweepId, setback) => {
      for (const trial of state.trials.get(sweepId)?.values() ?? []) takeOverTrial(trial, setback)
    },
    [Symbol.asyncDispose]: async () => {},
  })
}

type SweepMethods = Pick<
  SweepStore,
  'addSweep' | 'rename' | 'sweep' | 'sweepNamed' | 'sweeps' | 'addTrials' | 'summaries'
>

function sweepMethods({ sweeps, trials }: MemoryState): SweepMethods {
  const named = (name: string) => [...sweeps.values()].find((sweep) => sweep.name === name)
  return {
    addSweep: async (sweep) => {
      const stored = named(sweep.name)
      if (stored) return stored
      sweeps.set(sweep.id, sweep)
      trials.set(sweep.id, new Map())
      return sweep
    },
    rename: async (id, name) => {
      const sweep = sweeps.get(id)
      if (!sweep) throw unknownSweep(id)
      const holder = named(name)
      if (holder && holder.id !== id) throw sweepNameTaken(name)
      sweeps.set(id, { ...sweep, name })
    },
    sweep: async (id) => sweeps.get(id),
    sweepNamed: async (name) => named(name),
    sweeps: async () => [...sweeps.values()],
    addTrials: async (sweepId, added) => {
      const numbered = trials.get(sweepId)
      if (!numbered) throw unknownSweep(sweepId)
      for (const trial of added) addTrial(numbered, sweepId, trial)
    },
    summaries: async (sweepId) =>
      [...(trials.get(sweepId)?.values() ?? [])].map(summary).sort((a, b) => a.number - b.number),
  }
}

function addTrial(numbered: Map<number, MemoryTrial>, sweepId: string, trial: Trial): void {
  exactJson(trial.params)
  if (!numbered.has(trial.number)) numbered.set(trial.number, newTrial(trialId(sweepId, trial.number), trial))
}

/** Arguments and answers are copies: nobody outside holds a reference into the store. */
function detached(store: SweepStore): SweepStore {
  const methods = Object.entries(store) as [string, (...values: unknown[]) => Promise<unknown>][]
  const copying = methods.map(([name, method]) => [
    name,
    async (...values: unknown[]) => structuredClone(await method(...structuredClone(values))),
  ])
  return { ...store, ...Object.fromEntries(copying) }
}
