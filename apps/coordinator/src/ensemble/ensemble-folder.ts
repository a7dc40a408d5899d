import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '@hypersweep/core'
import { sha256Hex } from '@hypersweep/numbers'
import type { SweepRecord } from '@hypersweep/sweep'
import { CliError } from '../errors.ts'
import type { Contender, EnsembleComparison } from './compare-ensembles.ts'
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
 * Writes the members' checkpoints and a manifest into a new folder, which appears whole or not at all.
 *
 * @throws CliError UNWRITABLE when the folder is there already or cannot be made
 */
export async function saveEnsemble(folder: string, sweep: SweepRecord, made: EnsembleComparison): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true })
    const parts = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`))
    try {
      await writeParts(parts, sweep, made)
      await rename(parts, folder)
    } catch (error) {
      await rm(parts, { recursive: true, force: true })
      throw error
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const isThere = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR'
    const got = isThere ? `${folder} is there already.` : `${folder} cannot be written (${message}).`
    throw new CliError('UNWRITABLE', got, 'Give another folder with -o.', { cause: error })
  }
}

async function writeParts(parts: string, sweep: SweepRecord, { method, chosen }: EnsembleComparison): Promise<void> {
  const members: ManifestMember[] = []
  for (const member of chosen.members) {
    const bytes = encodeCheckpoint(member.checkpoint)
    const entry = manifestMember(member, sha256Hex(bytes))
    await writeFile(join(parts, entry.file), bytes)
    members.push(entry)
  }
  const manifest = manifestOf(sweep, method, chosen, members)
  await writeFile(join(parts, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

function manifestOf(
  { id, name }: SweepRecord,
  method: Method,
  { members: [first], parameters, validation, test }: Contender,
  members: readonly ManifestMember[],
): EnsembleManifest {
  return {
    format: FORMAT,
    sweep: { id, name },
    method,
    members,
    classNames: first!.checkpoint.data.classNames,
    parameters,
    ...(validation && { validation }),
    ...(test && { test }),
  }
}

function manifestMember({ trial, checkpoint: { epoch }, votes }: Member, sha256: string): ManifestMember {
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
  return readFile(file).catch((error: Error) => {
    const got = `${file} is neither an ensemble's folder nor a checkpoint file (${error.message}).`
    throw new CliError('NO_ENSEMBLE', got, 'Make one with hypersweep ensemble SWEEP -o FOLDER.', { cause: error })
  })
}
