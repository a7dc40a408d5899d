import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '@hypersweep/core'
import { sha256Hex } from '@hypersweep/numbers'
import type { SweepRecord } from '@hypersweep/sweep'
import { CliError } from '../errors.ts'
import type { Comparison, EnsembleScores, Member } from './evaluate-members.ts'

/** `manifest.json` of an ensemble's folder; a reader refuses another `format`. */
export interface EnsembleManifest {
  format: 'hypersweep-ensemble-1'
  sweep: { id: string; name: string }
  /** How the members' probabilities become one. */
  method: 'average'
  members: readonly ManifestMember[]
  /** What it was chosen on. */
  validation?: Comparison
  /** Rows that took no part in the choice. */
  test?: Comparison
}

interface ManifestMember {
  file: string
  sha256: string
  trial: number
  epoch: number
  params: Record<string, unknown>
}

const FORMAT = 'hypersweep-ensemble-1'
const MANIFEST = 'manifest.json'

/**
 * Writes the members' checkpoints and a manifest into a new folder, which appears whole or not at all.
 *
 * @throws CliError UNWRITABLE when the folder is there already or cannot be made
 */
export async function saveEnsemble(folder: string, sweep: SweepRecord, scores: EnsembleScores): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true })
    const parts = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`))
    try {
      await writeParts(parts, sweep, scores)
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

async function writeParts(parts: string, sweep: SweepRecord, scores: EnsembleScores): Promise<void> {
  const members: ManifestMember[] = []
  for (const member of scores.members) {
    const bytes = encodeCheckpoint(member.checkpoint)
    const entry = manifestMember(member, sha256Hex(bytes))
    await writeFile(join(parts, entry.file), bytes)
    members.push(entry)
  }
  const { validation, test } = scores
  const manifest: EnsembleManifest = {
    format: FORMAT,
    sweep: { id: sweep.id, name: sweep.name },
    method: 'average',
    members,
    ...(validation && { validation }),
    ...(test && { test }),
  }
  await writeFile(join(parts, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

function manifestMember({ trial: { number, params }, checkpoint: { epoch } }: Member, sha256: string): ManifestMember {
  return { file: `trial-${number}.safetensors`, sha256, trial: number, epoch, params }
}

/**
 * The checkpoints that predict together: those of an ensemble's folder, or the one of a checkpoint file.
 *
 * @throws CliError NO_ENSEMBLE when there is neither; CoreError CHECKPOINT_… for a broken one
 */
export async function loadMembers(path: string): Promise<Checkpoint[]> {
  const text = await readFile(join(path, MANIFEST), 'utf8').catch(() => undefined)
  if (text === undefined) return [await loadMember(path)]
  const members: Checkpoint[] = []
  for (const file of memberFiles(text, path)) members.push(await loadMember(join(path, file)))
  return members
}

/** A manifest comes from outside: its files are names in its own folder, and nothing else. */
function memberFiles(text: string, path: string): string[] {
  const manifest = parsed(text) as Partial<EnsembleManifest> | null
  const files = Array.isArray(manifest?.members) ? manifest.members.map((member) => String(member?.file)) : []
  const isOurs = manifest?.format === FORMAT && files.length > 0 && files.every((file) => /^[\w.-]+$/.test(file))
  if (isOurs) return files
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

async function loadMember(file: string): Promise<Checkpoint> {
  const bytes = await readFile(file).catch((error: Error) => {
    const got = `${file} is neither an ensemble's folder nor a checkpoint file (${error.message}).`
    throw new CliError('NO_ENSEMBLE', got, 'Make one with hypersweep ensemble SWEEP -o FOLDER.', { cause: error })
  })
  return decodeCheckpoint(bytes)
}
