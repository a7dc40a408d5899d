import { readdir, rename, rm, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { CheckpointStore, TrialId } from '@hypersweep/sweep'
import { checkpointName, PROBABILITIES, refIn } from '../checkpoint-name.ts'
import { AdapterError, reason } from '../errors.ts'
import { checkTrialName } from '../trial-name.ts'
import { filesOf, trialFolders } from './kept-files.ts'
import { checkNoLink, readOwnFile } from './no-links.ts'
import { nowIn } from './now-in.ts'
import { pin, pinned } from './pin.ts'
import { hasSweepMark, removeSweepMark, writeSweepMark } from './sweep-mark.ts'
import { unlessMissing } from './unless-missing.ts'
import { makeFolderDurably, writeDurably, writeWhole } from './write-durably.ts'

/**
 * CheckpointStore in a folder: `<dir>/<trial>/<epoch>-<step>.safetensors`.
 *
 * Workers and driver of one sweep share the folder. `probabilities.safetensors` lies beside a trial's checkpoints, what was
 * set aside ends in `.corrupt`, `<dir>/.pins` holds a file for each reader, and `<dir>/.sweeps` one for each sweep that is kept here.
 *
 * @throws AdapterError TRIAL_NAME for an id that is no plain name, CHECKPOINT_REF for an epoch or step that is no integer
 *   of 0 or more, CHECKPOINT_FILE when the folder cannot be used
 */
export function fileCheckpointStore({ dir }: { dir: string }): CheckpointStore {
  const folderOf = (trial: TrialId) => {
    checkTrialName(trial)
    return join(dir, trial)
  }
  let ahead: Promise<number> | undefined
  // Asked once, for thousands of trials may be looked at.
  const aheadMs = () => (ahead ??= nowIn(dir).then((now) => now - Date.now()))
  return {
    place: dir,
    save: async (trial, ref, bytes) =>
      write('a checkpoint', { folder: folderOf(trial), name: checkpointName(ref), bytes }, writeDurably),
    load: async (trial, ref) => read(folderOf(trial), checkpointName(ref)),
    list: async (trial) => {
      const folder = folderOf(trial)
      const names = await doing('read', folder, () => readdir(folder).catch(unlessMissing<string[]>([])))
      return names.flatMap(refIn).sort((a, b) => a.epoch - b.epoch || a.step - b.step)
    },
    remove: async (trial, ref) => {
      const path = join(folderOf(trial), checkpointName(ref))
      // A driver removes thousands; `rm` looks at each file before, which takes it twice the time of the removal.
      await doing('remove', path, () => unlink(path).catch(unlessMissing(undefined)))
    },
    saveProbabilities: async (trial, bytes) =>
      write('probabilities', { folder: folderOf(trial), name: PROBABILITIES, bytes }, writeWhole),
    loadProbabilities: async (trial) => read(folderOf(trial), PROBABILITIES),
    removeTrial: async (trial) => {
      const folder = folderOf(trial)
      await doing('remove', folder, () => rm(folder, { recursive: true, force: true }))
    },
    setAside: async (trial, ref) => {
      const [folder, name] = [folderOf(trial), checkpointName(ref)]
      await doing('rename a checkpoint in', folder, () => moveAside(folder, name))
    },
    trials: () => doing('read', dir, () => trialFolders(dir)),
    contents: async (trial) => {
      const folder = folderOf(trial)
      return doing('read', folder, () => filesOf(folder, aheadMs))
    },
    discard: async (trial, name) => {
      const path = join(folderOf(trial), basename(name))
      await doing('remove', path, () => rm(path, { force: true }))
    },
    addSweep: (sweepId) => doing('write to', dir, () => writeSweepMark(dir, sweepId)),
    hasSweep: (sweepId) => doing('read', dir, () => hasSweepMark(dir, sweepId)),
    removeSweep: (sweepId) => doing('remove a file of', dir, () => removeSweepMark(dir, sweepId)),
    pin: (sweepId) => doing('write a pin to', dir, () => pin(dir, sweepId)),
    pinned: (sweepId) => doing('look for pins in', dir, () => pinned(dir, sweepId)),
  }
}

interface File {
  folder: string
  name: string
  bytes: Uint8Array
}

async function write(what: string, { folder, name, bytes }: File, put: typeof writeDurably): Promise<void> {
  await doing(`write ${what} to`, folder, async () => {
    await checkNoLink(folder)
    await makeFolderDurably(folder)
    await put(folder, name, bytes)
  })
}

async function read(folder: string, name: string): Promise<Uint8Array | undefined> {
  const path = join(folder, name)
  return doing('read', path, () => readOwnFile(path))
}

/** The first free name: an older one that was set aside stays too. */
async function moveAside(folder: string, name: string): Promise<void> {
  const taken = new Set(await readdir(folder).catch(unlessMissing<string[]>([])))
  let aside = `${name}.corrupt`
  for (let copy = 2; taken.has(aside); copy++) aside = `${name}.${copy}.corrupt`
  await rename(join(folder, name), join(folder, aside)).catch(unlessMissing(undefined))
}

const FIXES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space; trials go on from their last checkpoint.',
  EDQUOT: 'The quota is used up: free some space; trials go on from their last checkpoint.',
  EACCES: 'This user needs the right to write there: change it, or name another folder.',
  EPERM: 'This user needs the right to write there: change it, or name another folder.',
  EROFS: 'The file system is mounted read-only: name another folder.',
  EMFILE: 'Too many files are open: raise the limit with `ulimit -n`.',
}

async function doing<Result>(what: string, path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof AdapterError) throw cause
    const fix = FIXES[(cause as NodeJS.ErrnoException).code ?? ''] ?? 'The folder has to be one that can be written.'
    throw new AdapterError('CHECKPOINT_FILE', `Could not ${what} ${path}: ${reason(cause)}.`, fix, { cause })
  }
}
