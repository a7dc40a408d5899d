import { setTimeout as pause } from 'node:timers/promises'
import { runWorker } from '@hypersweep/runner'
import {
  type CheckpointRef,
  type CheckpointStore,
  isEnded,
  type SweepRecord,
  type Trial,
  type TrialRecord,
  trialId,
} from '@hypersweep/sweep'
import type { Scratch } from '../context.ts'

export interface TrainAgainOptions {
  scratch: Scratch
  sweep: SweepRecord
  trial: Trial
  dataRoot: string
  log: (line: string) => void
  /** Handed each checkpoint as it comes; kept by nobody otherwise, and its memory is let go at once. */
  onCheckpoint?: (ref: CheckpointRef, bytes: Uint8Array) => void
  signal: AbortSignal
}

const LOOK_MS = 20

/**
 * Trains a trial from its first epoch, in memory alone: nothing of the first time is looked at, or changed.
 *
 * @returns nothing where `signal` was aborted before its end
 */
export async function trainAgain(options: TrainAgainOptions): Promise<TrialRecord | undefined> {
  const { scratch, sweep, trial, signal, onCheckpoint = () => undefined, ...shared } = options
  const { store, queue } = scratch
  const id = trialId(sweep.id, trial.number)
  await store.addSweep(sweep)
  const { number, params, seed, stage = 0 } = trial
  await store.addTrials(sweep.id, [{ number, params, seed, stage }])
  await queue.offer([{ trial: id, generation: 0 }])
  const leave = new AbortController()
  const own = AbortSignal.any([leave.signal, signal])
  const working = runWorker({
    ...shared,
    store,
    queue,
    checkpoints: { ...nowhere, save: async (_, ref, bytes) => onCheckpoint(ref, bytes) },
    threads: 1,
    worker: 'verify',
    labels: sweep.spec.requires,
    signal: own,
  })
  const ended = (async () => {
    while (!own.aborted) {
      const record = await store.trial(id)
      if (record && isEnded(record)) return record
      await pause(LOOK_MS)
    }
    return undefined
  })()
  try {
    return await Promise.race([ended, working.then(() => undefined)])
  } finally {
    leave.abort()
    await working
  }
}

/** It is not resumed, so that its checkpoints need not be kept. */
const nowhere: CheckpointStore = {
  place: 'nowhere',
  addSweep: async () => undefined,
  hasSweep: async () => true,
  removeSweep: async () => undefined,
  save: async () => undefined,
  load: async () => undefined,
  list: async () => [],
  remove: async () => undefined,
  setAside: async () => undefined,
  saveProbabilities: async () => undefined,
  loadProbabilities: async () => undefined,
  removeTrial: async () => undefined,
  trials: async () => [],
  contents: async () => [],
  discard: async () => undefined,
  pin: async () => ({ [Symbol.asyncDispose]: async () => undefined }),
  pinned: async () => false,
}
