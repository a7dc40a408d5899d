import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointRef, KeptFile, TrialId } from '@hypersweep/sweep'
import { isAbandoned } from './remove-abandoned.ts'
import { unlessMissing } from './unless-missing.ts'

/** The trials that have a folder. */
export async function trialFolders(dir: string): Promise<TrialId[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(unlessMissing([]))
  return entries.filter((entry) => entry.isDirectory() && TRIAL.test(entry.name)).map(({ name }) => name as TrialId)
}

/** `<sweep>-<number>`; what else lies in the folder is not ours. */
const TRIAL = /^[a-z0-9]{10}-\d+$/

/** What lies beside a trial's checkpoints. */
export const PROBABILITIES = 'probabilities.safetensors'

interface FilesOptions {
  refOf: (name: string) => CheckpointRef[]
  /** By how much the file system's clock is ahead of this machine's. */
  aheadMs: () => Promise<number>
}

/** What lies in a trial's folder. */
export async function filesOf(folder: string, { refOf, aheadMs }: FilesOptions): Promise<KeptFile[]> {
  const names = await readdir(folder).catch(unlessMissing<string[]>([]))
  if (names.length === 0) return []
  const now = Date.now() + (await aheadMs())
  const files = names.map(async (name): Promise<KeptFile[]> => {
    // Gone meanwhile: then it is not kept.
    const stats = await stat(join(folder, name)).catch(unlessMissing(undefined))
    if (stats === undefined) return []
    const ageMs = now - stats.mtimeMs
    return [{ name, bytes: stats.size, ageMs, ...kindOf(name, ageMs, refOf) }]
  })
  return (await Promise.all(files)).flat()
}

type Kind = { kind: 'checkpoint'; ref: CheckpointRef } | { kind: Exclude<KeptFile['kind'], 'checkpoint'> }

function kindOf(name: string, ageMs: number, refOf: (name: string) => CheckpointRef[]): Kind {
  const [ref] = refOf(name)
  if (ref) return { kind: 'checkpoint', ref }
  if (name === PROBABILITIES) return { kind: 'probabilities' }
  if (name.endsWith('.corrupt')) return { kind: 'aside' }
  return { kind: isAbandoned(name, ageMs) ? 'abandoned' : 'other' }
}
