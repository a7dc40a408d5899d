import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '@hypersweep/core'
import { sha256Hex } from '@hypersweep/numbers'
import { CliError } from '../errors.ts'
import type { EnsembleComparison } from './compare-ensembles.ts'
import { checkpointOf, type Where } from './networks.ts'
import type { Score } from './score.ts'
import type { Member, Method } from './select-members.ts'

/** `manifest.json` of an ensemble's folder; a reader refuses another `format`. */
export interface EnsembleManifest {
  format: 'hypersweep-ensemble-2'
  sweep: { id: string; name: string }
  /** How the members were chosen. */
  method: Method
  /** Their probabilities are averaged, each weighted by its votes. */
  members: readonly ManifestMember[]
  classNames: readonly string[]
  parameters: number
  /** On the rows that it was chosen on. */
  validation?: Score
  /** On rows that took no part in the choice. */
  test?: Score
}

/** A network of an ensemble, as it predicts. */
export interface Voter {
  checkpoint: Checkpoint
  votes: number
}

interface ManifestMember {
  file: string
  sha256: string
  trial: number
  epoch: number
  votes: number
  params: Record<string, unknown>
}

const FORMAT = 'hypersweep-ensemble-2'
const MANIFEST = 'manifest.json'
/** As many as a greedy selection can give. */
const MOST_VOTES = 1000

/**
 * Whether an ensemble can be saved there is asked before it is made, which takes its time.
 *
 * @throws CliError UNWRITABLE
 */
export async function checkFree(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw unwritable(folder, error)
  })
  if (entries.length > 0) throw unwritable(folder, { code: 'ENOTEMPTY', message: 'it is not empty' })
}

/**
 * Writes the members' checkpoints and a manifest into a new folder, which appears whole or not at all.
 *
 * @throws CliError UNWRITABLE when the folder is there already or cannot be made; what `checkpointOf` throws
 */
export async function saveEnsemble(folder: string, where: Where, made: EnsembleComparison): Promise<void> {
  const files = new Map<Member, Uint8Array>()
  for (const member of made.chosen.members) files.set(member, encodeCheckpoint(await checkpointOf(member, where)))
  try {
    await mkdir(dirname(folder), { recursive: true })
    const parts = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`))
    try {
      const members = await writeMembers(parts, files)
      await writeFile(join(parts, MANIFEST), `${JSON.stringify(manifestOf(where, made, members), undefined, 2)}\n`)
      await rename(parts, folder)
    } catch (error) {
      await rm(parts, { recursive: true, force: true })
      throw error
    }
  } catch (error) {
    throw unwritable(folder, error as NodeJS.ErrnoException)
  }
}

function unwritable(folder: string, error: Pick<NodeJS.ErrnoException, 'code' | 'message'>): CliError {
  const isThere = error.code === 'ENOTEMPTY' || error.code === 'EEXIST' || error.code === 'ENOTDIR'
  const got = isThere ? `${folder} is there already.` : `${folder} cannot be written (${error.message}).`
  return new CliError('UNWRITABLE', got, 'Give another folder with -o.', { cause: error })
}

async function writeMembers(parts: string, files: ReadonlyMap<Member, Uint8Array>): Promise<ManifestMember[]> {
  const members: ManifestMember[] = []
  for (const [member, bytes] of files) {
    const entry = manifestMember(member, sha256Hex(bytes))
    await writeFile(join(parts, entry.file), bytes)
    members.push(entry)
  }
  return members
}

function manifestOf(
  { sweep: { id, name }, dataset: { classNames } }: Where,
  { method, chosen: { parameters, validation, test } }: EnsembleComparison,
  members: readonly ManifestMember[],
): EnsembleManifest {
  return {
    format: FORMAT,
    sweep: { id, name },
    method,
    members,
    classNames,
    parameters,
    ...(validation && { validation }),
    ...(test && { test }),
  }
}

function manifestMember({ trial, epoch, votes }: Member, sha256: string): ManifestMember {
  const { number, params } = trial
  return { file: `trial-${number}-epoch-${epoch}.safetensors`, sha256, trial: number, epoch, votes, params }
}

/**
 * The networks that predict together: those of an ensemble's folder, or the one of a checkpoint file.
 *
 * @throws CliError NO_ENSEMBLE when there is neither, ENSEMBLE_CHANGED when a file is not the one that was saved;
 * CoreError CHECKPOINT_… for a broken one
 */
export async function loadVoters(path: string): Promise<Voter[]> {
  const text = await readFile(join(path, MANIFEST), 'utf8').catch(() => undefined)
  if (text === undefined) return [{ checkpoint: decodeCheckpoint(await readMember(path)), votes: 1 }]
  const voters: Voter[] = []
  for (const { file, sha256, votes } of manifestMembers(text, path)) {
    const bytes = await readMember(join(path, file))
    if (sha256Hex(bytes) !== sha256) throw changed(join(path, file))
    voters.push({ checkpoint: decodeCheckpoint(bytes), votes })
  }
  return voters
}

/** A manifest comes from outside: its files are names in its own folder, and nothing else. */
function manifestMembers(text: string, path: string): readonly ManifestMember[] {
  const manifest = parsed(text) as Partial<EnsembleManifest> | null
  const members = Array.isArray(manifest?.members) ? manifest.members : []
  if (manifest?.format === FORMAT && members.length > 0 && members.every(isMember)) return members
  throw new CliError(
    'NO_ENSEMBLE',
    `${path}/${MANIFEST} is no ensemble of this version.`,
    'Make it anew: hypersweep ensemble.',
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isMember(member: Partial<ManifestMember> | null): member is ManifestMember {
  const { file, sha256, votes } = member ?? {}
  const isNamed = typeof file === 'string' && /^[\w-][\w.-]*$/.test(file) && typeof sha256 === 'string'
  return isNamed && Number.isInteger(votes) && votes! >= 1 && votes! <= MOST_VOTES
}

function changed(file: string): CliError {
  return new CliError(
    'ENSEMBLE_CHANGED',
    `${file} is not the file that was saved.`,
    'Make the ensemble anew: hypersweep ensemble.',
  )
}

async function readMember(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    const needed = "Name an ensemble's folder, which hypersweep ensemble SWEEP -o FOLDER makes, or a checkpoint file."
    throw new CliError('NO_ENSEMBLE', unreadable(file, error), needed, { cause: error })
  })
}

function unreadable(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `There is no file or folder ${file}.`
  if (code === 'EISDIR') return `${file} is a folder without a ${MANIFEST}, so it is no ensemble's.`
  return `${file} cannot be read (${message}).`
}
