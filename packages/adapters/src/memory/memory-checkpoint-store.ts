import type { CheckpointRef, CheckpointStore, TrialId } from '@hypersweep/sweep'
import { checkSweepId, checkTrialName } from '../trial-name.ts'

interface Saved {
  bytes: Uint8Array
  savedAt: number
}

export interface MemoryCheckpoint extends CheckpointRef, Saved {
  trial: TrialId
}

/** What a memory store holds; one state may be opened several times. */
export interface MemoryCheckpoints {
  stored: Map<string, MemoryCheckpoint>
  /** What was set aside, oldest first. */
  aside: MemoryCheckpoint[]
  probabilities: Map<TrialId, Saved>
  /** The sweep of each pin. */
  pins: Set<{ sweepId: string }>
  sweeps: Set<string>
}

export function memoryCheckpoints(): MemoryCheckpoints {
  return { stored: new Map(), aside: [], probabilities: new Map(), pins: new Set(), sweeps: new Set() }
}

/** CheckpointStore in this process's memory; durable for as long as the process. */
export function memoryCheckpointStore({
  checkpoints: { stored, aside, probabilities, pins, sweeps } = memoryCheckpoints(),
  now = Date.now,
}: {
  checkpoints?: MemoryCheckpoints
  now?: () => number
} = {}): CheckpointStore {
  return {
    place: 'memory',
    save: async (trial, ref, bytes) => {
      stored.set(keyOf(trial, ref), { trial, ...placeOf(ref), bytes: bytes.slice(), savedAt: now() })
    },
    load: async (trial, ref) => stored.get(keyOf(trial, ref))?.bytes.slice(),
    list: async (trial) => {
      checkTrialName(trial)
      const ours = [...stored.values()].filter((each) => each.trial === trial)
      return ours.map(placeOf).sort((a, b) => a.epoch - b.epoch || a.step - b.step)
    },
    remove: async (trial, ref) => {
      stored.delete(keyOf(trial, ref))
    },
    saveProbabilities: async (trial, bytes) => {
      checkTrialName(trial)
      probabilities.set(trial, { bytes: bytes.slice(), savedAt: now() })
    },
    loadProbabilities: async (trial) => {
      checkTrialName(trial)
      return probabilities.get(trial)?.bytes.slice()
    },
    removeTrial: async (trial) => {
      checkTrialName(trial)
      probabilities.delete(trial)
      for (const [key, each] of stored) if (each.trial === trial) stored.delete(key)
      aside.splice(0, aside.length, ...aside.filter((each) => each.trial !== trial))
    },
    setAside: async (trial, ref) => {
      const found = stored.get(keyOf(trial, ref))
      if (!found) return
      stored.delete(keyOf(trial, ref))
      aside.push(found)
    },
    ...contentsMethods({ stored, aside, probabilities }, now),
    ...sweepMethods({ pins, sweeps }),
  }
}

function sweepMethods({
  pins,
  sweeps,
}: Pick<MemoryCheckpoints, 'pins' | 'sweeps'>): Pick<
  CheckpointStore,
  'addSweep' | 'hasSweep' | 'removeSweep' | 'pin' | 'pinned'
> {
  return {
    addSweep: async (sweepId) => {
      checkSweepId(sweepId)
      sweeps.add(sweepId)
    },
    hasSweep: async (sweepId) => sweeps.has(sweepId),
    removeSweep: async (sweepId) => void sweeps.delete(sweepId),
    pin: async (sweepId) => {
      checkSweepId(sweepId)
      const pin = { sweepId }
      pins.add(pin)
      return { [Symbol.asyncDispose]: async () => void pins.delete(pin) }
    },
    pinned: async (sweepId) => [...pins].some((pin) => pin.sweepId === sweepId),
  }
}

const PROBABILITIES = 'probabilities'

function contentsMethods(
  { stored, aside, probabilities }: Omit<MemoryCheckpoints, 'pins' | 'sweeps'>,
  now: () => number,
): Pick<CheckpointStore, 'trials' | 'contents' | 'discard'> {
  return {
    trials: async () => {
      const trials = [...stored.values(), ...aside].map(({ trial }) => trial)
      return [...new Set([...trials, ...probabilities.keys()])]
    },
    contents: async (trial) => {
      checkTrialName(trial)
      const told = ({ bytes, savedAt }: Saved) => ({ bytes: bytes.length, ageMs: now() - savedAt })
      const ours = [...stored.values()].filter((each) => each.trial === trial)
      const beside = probabilities.get(trial)
      return [
        ...(beside ? [{ name: PROBABILITIES, kind: 'probabilities' as const, ...told(beside) }] : []),
        ...ours.map((each) => ({ name: nameOf(each), kind: 'checkpoint' as const, ref: placeOf(each), ...told(each) })),
        ...aside.flatMap((each, index) =>
          each.trial === trial ? [{ name: `${nameOf(each)}.${index}`, kind: 'aside' as const, ...told(each) }] : [],
        ),
      ]
    },
    discard: async (trial, name) => {
      checkTrialName(trial)
      stored.delete(`${trial}/${name}`)
      if (name === PROBABILITIES) probabilities.delete(trial)
      const found = aside.findIndex((each, index) => each.trial === trial && `${nameOf(each)}.${index}` === name)
      if (found >= 0) aside.splice(found, 1)
    },
  }
}

function placeOf({ epoch, step }: CheckpointRef): CheckpointRef {
  return { epoch, step }
}

function keyOf(trial: TrialId, ref: CheckpointRef): string {
  checkTrialName(trial)
  return `${trial}/${nameOf(ref)}`
}

function nameOf({ epoch, step }: CheckpointRef): string {
  return `${epoch}-${step}`
}
