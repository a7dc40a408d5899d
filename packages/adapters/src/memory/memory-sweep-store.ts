import {
  type Control,
  KEPT_EVENTS,
  type PastTrial,
  parseTrialId,
  type ReportReply,
  type SweepRecord,
  type SweepStore,
  stateUnder,
  type Trial,
  type TrialId,
  topOf,
  trialId,
  type WriteReply,
} from '@hypersweep/sweep'
import { sweepNameTaken, unknownSweep, unknownTrial } from '../errors.ts'
import { exactJson } from '../exact-json.ts'
import { type DeclineMethods, type KeptDecline, memoryDeclines } from './memory-declines.ts'
import {
  advanceTrial,
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
  untouched,
} from './memory-trial.ts'

/** What a memory store holds: one state may be opened several times. Maps keep the order of insertion. */
export interface MemoryState {
  sweeps: Map<string, SweepRecord>
  trials: Map<string, Map<number, MemoryTrial>>
  /** `run` where it is not said. */
  controls: Map<string, Control>
  /** Where the checkpoints of each are, as far as it was said. */
  places: Map<string, string>
  /** Of each sweep by worker. */
  declines: Map<string, Map<string, KeptDecline>>
}

export function memoryState(): MemoryState {
  return { sweeps: new Map(), trials: new Map(), controls: new Map(), places: new Map(), declines: new Map() }
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
  const lease = () => ({ now: now(), leaseMs })
  return detached({
    ...sweepMethods(state),
    ...saidMethods(state),
    ...trialAdding(state),
    ...memoryDeclines(state, lease),
    ...trialMethods(state, lease),
    [Symbol.asyncDispose]: async () => {},
  })
}

function trialAdding({ trials }: MemoryState): Pick<SweepStore, 'addTrials' | 'importTrials'> {
  const numbered = (sweepId: string) => {
    const all = trials.get(sweepId)
    if (!all) throw unknownSweep(sweepId)
    return all
  }
  return {
    addTrials: async (sweepId, added) => {
      const here = numbered(sweepId)
      for (const trial of added) addTrial(here, sweepId, trial)
    },
    importTrials: async (sweepId, past) => {
      const here = numbered(sweepId)
      for (const trial of past) importTrial(here, sweepId, trial)
    },
  }
}

function sweepMethods({
  sweeps,
  trials,
  controls,
  places,
  declines,
}: MemoryState): Omit<
  SweepStore,
  keyof TrialMethods | keyof SaidMethods | keyof DeclineMethods | 'addTrials' | 'importTrials' | symbol
> {
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
    replaceSpec: async (id, from, to) => {
      const sweep = sweeps.get(id)
      if (!sweep) throw unknownSweep(id)
      if (exactJson(sweep.spec) === exactJson(from)) sweeps.set(id, { ...sweep, spec: to })
      return sweeps.get(id)!
    },
    removeSweep: async (id) => {
      for (const map of [sweeps, trials, controls, places, declines]) map.delete(id)
    },
    summaries: async (sweepId) => {
      const control = controls.get(sweepId) ?? 'run'
      const all = [...(trials.get(sweepId)?.values() ?? [])].map(summary).sort((a, b) => a.number - b.number)
      return all.map((each) => ({ ...each, state: stateUnder(control, each.state) }))
    },
    top: async (sweepId, options) => {
      return topOf([...(trials.get(sweepId)?.values() ?? [])].map(summary), options)
    },
  }
}

/** What is said of a whole sweep. */
type SaidMethods = Pick<SweepStore, 'control' | 'setControl' | 'checkpointPlace' | 'setCheckpointPlace'>

function saidMethods({ sweeps, controls, places }: MemoryState): SaidMethods {
  return {
    control: async (id) => controls.get(id) ?? 'run',
    setControl: async (id, control) => {
      if (!sweeps.has(id)) throw unknownSweep(id)
      controls.set(id, control)
    },
    checkpointPlace: async (id) => places.get(id),
    setCheckpointPlace: async (id, place) => {
      if (!sweeps.has(id)) throw unknownSweep(id)
      places.set(id, place)
    },
  }
}

type TrialMethods = Pick<
  SweepStore,
  | 'trial'
  | 'events'
  | 'claim'
  | 'renew'
  | 'report'
  | 'release'
  | 'finish'
  | 'reopen'
  | 'advance'
  | 'raiseGeneration'
  | 'takeOver'
>

function trialMethods(state: MemoryState, lease: () => { now: number; leaseMs: number }): TrialMethods {
  const find = (id: TrialId) => state.trials.get(parseTrialId(id).sweepId)?.get(parseTrialId(id).number)
  const controlOf = (id: TrialId) => state.controls.get(parseTrialId(id).sweepId) ?? 'run'
  const write = <Reply extends ReportReply>(id: TrialId, change: (trial: MemoryTrial) => Reply): Reply | WriteReply => {
    const trial = find(id)
    return trial ? change(trial) : { status: 'stale' }
  }
  const touch = (id: TrialId, change: (trial: MemoryTrial) => void) => {
    const trial = find(id)
    if (trial) change(trial)
  }
  const told = <Reply extends ReportReply>(id: TrialId, reply: Reply): Reply =>
    reply.status === 'accepted' && controlOf(id) === 'cancel' ? { ...reply, isCancelled: true } : reply
  return {
    trial: async (id) => {
      const record = find(id)?.record
      return record && { ...record, state: stateUnder(controlOf(id), record.state) }
    },
    events: async (id) => (find(id)?.events ?? []).slice(-KEPT_EVENTS),
    claim: async (id, owner) => {
      const trial = find(id)
      return trial ? claimTrial(trial, owner, { ...lease(), control: controlOf(id) }) : { status: 'ended' }
    },
    renew: async (claim) => {
      const reply = write(claim.trial, (trial) => renewTrial(trial, claim, lease()))
      return told(claim.trial, reply)
    },
    report: async (claim, report, extra) => {
      exactJson([report, extra])
      const reply = write(claim.trial, (trial) => reportTrial(trial, claim, report, extra))
      if (reply.status === 'accepted') write(claim.trial, (trial) => renewTrial(trial, claim, lease()))
      return told(claim.trial, reply)
    },
    release: async (claim, setback) => write(claim.trial, (trial) => releaseTrial(trial, claim, setback, lease().now)),
    finish: async (claim, end) => {
      exactJson(end)
      return write(claim.trial, (trial) => finishTrial(trial, claim, end, lease().now))
    },
    reopen: async (id) => touch(id, (trial) => reopenTrial(trial, lease().now)),
    advance: async (id, advance) => touch(id, (trial) => advanceTrial(trial, advance, lease().now)),
    raiseGeneration: async (id, from) => {
      const trial = find(id)
      if (!trial) throw unknownTrial(id)
      return raiseTrialGeneration(trial, from)
    },
    takeOver: async (sweepId, setback) => {
      for (const trial of state.trials.get(sweepId)?.values() ?? []) takeOverTrial(trial, setback, lease().now)
    },
  }
}

function addTrial(numbered: Map<number, MemoryTrial>, sweepId: string, trial: Trial): void {
  exactJson(trial.params)
  if (!numbered.has(trial.number)) numbered.set(trial.number, newTrial(trialId(sweepId, trial.number), trial))
}

function importTrial(numbered: Map<number, MemoryTrial>, sweepId: string, past: PastTrial): void {
  exactJson(past)
  const here = numbered.get(past.number)?.record
  if (here && (here.claims > 0 || here.state.status !== 'waiting')) return
  const record = { ...past, id: trialId(sweepId, past.number) }
  numbered.set(past.number, untouched(record))
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
