import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkSweepId } from '../trial-name.ts'
import { unlessMissing } from './unless-missing.ts'
import { makeFolderDurably, writeDurably } from './write-durably.ts'

const SWEEPS = '.sweeps'

/** Whether `dir` has been told that it keeps the checkpoints of this sweep: by a file of its id. */
export async function hasSweepMark(dir: string, sweepId: string): Promise<boolean> {
  return (await stat(pathOf(dir, sweepId)).catch(unlessMissing(undefined))) !== undefined
}

export async function writeSweepMark(dir: string, sweepId: string): Promise<void> {
  if (await hasSweepMark(dir, sweepId)) return
  await makeFolderDurably(join(dir, SWEEPS))
  await writeDurably(join(dir, SWEEPS), sweepId, new Uint8Array())
}

export async function removeSweepMark(dir: string, sweepId: string): Promise<void> {
  await rm(pathOf(dir, sweepId), { force: true })
}

function pathOf(dir: string, sweepId: string): string {
  checkSweepId(sweepId)
  return join(dir, SWEEPS, sweepId)
}
