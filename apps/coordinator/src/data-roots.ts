import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { DataFetcher } from '@hypersweep/datasets'
import { type PreparedData, prepareData } from '@hypersweep/runner'
import type { SweepRecord } from '@hypersweep/sweep'
import type { Engine } from './context.ts'
import { CliError } from './errors.ts'
import { IMPORTED } from './imported.ts'

/**
 * Remembers where on this machine a sweep's data was found. It is a hint for later commands and no part of the sweep:
 * what lies there counts only while its hash is the sweep's.
 */
export async function rememberDataRoot({ dir }: Engine, { id }: SweepRecord, dataRoot: string): Promise<void> {
  await mkdir(folderOf(dir), { recursive: true })
  await writeFile(join(folderOf(dir), id), resolve(dataRoot))
}

export async function forgetDataRoot({ dir }: Engine, { id }: SweepRecord): Promise<void> {
  await rm(join(folderOf(dir), id), { force: true })
}

interface Wanted {
  root: string | undefined
  cwd: string
}

export interface WantedData extends Wanted {
  /** For data that is not there. */
  fetcher: DataFetcher
}

/**
 * Where a sweep's data is: below `root` where one is given, else where `run` found it, else below `cwd`.
 *
 * @throws CliError IMPORTED_SWEEP for one that another program has trained
 */
export async function dataRootOf(
  { dir }: Engine,
  { id, name, numerics }: SweepRecord,
  { root, cwd }: Wanted,
): Promise<string> {
  if (numerics === IMPORTED) {
    const got = `${name} was imported from another program: there are no networks of it here.`
    throw new CliError('IMPORTED_SWEEP', got, 'It can be looked at: leaderboard, best, trial show, export.')
  }
  return root ?? (await readFile(join(folderOf(dir), id), 'utf8').catch(() => cwd))
}

/** A sweep's data, and below which folder it was found. */
export async function sweepData(engine: Engine, sweep: SweepRecord, wanted: WantedData): Promise<PreparedData> {
  return prepareData(sweep.spec, { root: await dataRootOf(engine, sweep, wanted), fetcher: wanted.fetcher })
}

function folderOf(dir: string): string {
  return join(dir, 'data-roots')
}
