import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Dataset } from '@hypersweep/core'
import { prepareData } from '@hypersweep/runner'
import type { SweepRecord } from '@hypersweep/sweep'
import type { Engine } from './context.ts'

/**
 * Remembers where on this machine a sweep's data was found. It is a hint for later commands and no part of the sweep:
 * what lies there counts only while its hash is the sweep's.
 */
export async function rememberDataRoot({ dir }: Engine, { id }: SweepRecord, dataRoot: string): Promise<void> {
  await mkdir(folderOf(dir), { recursive: true })
  await writeFile(join(folderOf(dir), id), resolve(dataRoot))
}

/** A sweep's data: below `root` where one is given, else where `run` found it, else below `cwd`. */
export async function sweepData(
  { dir }: Engine,
  sweep: SweepRecord,
  { root, cwd }: { root: string | undefined; cwd: string },
): Promise<Dataset> {
  const remembered = await readFile(join(folderOf(dir), sweep.id), 'utf8').catch(() => undefined)
  const { dataset } = await prepareData(sweep.spec, { root: root ?? remembered ?? cwd })
  return dataset
}

function folderOf(dir: string): string {
  return join(dir, 'data-roots')
}
