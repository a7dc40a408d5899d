import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptFile, TrialId } from '@hypersweep/sweep'
import { kindOf, TRIAL } from '../checkpoint-name.ts'
import { isAbandoned } from './remove-abandoned.ts'
import { unlessMissing } from './unless-missing.ts'

/** The trials that have a folder. */
export async function trialFolders(dir: string): Promise<TrialId[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(unlessMissing([]))
  return entries.filter((entry) => entry.isDirectory() && TRIAL.test(entry.name)).map(({ name }) => name as TrialId)
}

/**
 * What lies in a trial's folder.
 *
 * @param aheadMs  by how much the file system's clock is ahead of this machine's
 */
export async function filesOf(folder: string, aheadMs: () => Promise<number>): Promise<KeptFile[]> {
  const names = await readdir(folder).catch(unlessMissing<string[]>([]))
  if (names.length === 0) return []
  const now = Date.now() + (await aheadMs())
  const files = names.map(async (name): Promise<KeptFile[]> => {
    // Gone meanwhile: then it is not kept.
    const stats = await stat(join(folder, name)).catch(unlessMissing(undefined))
    if (stats === undefined) return []
    const ageMs = now - stats.mtimeMs
    return [{ name, bytes: stats.size, ageMs, ...(kindOf(name) ?? left(name, ageMs)) }]
  })
  return (await Promise.all(files)).flat()
}

function left(name: string, ageMs: number): { kind: 'abandoned' | 'other' } {
  return { kind: isAbandoned(name, ageMs) ? 'abandoned' : 'other' }
}
