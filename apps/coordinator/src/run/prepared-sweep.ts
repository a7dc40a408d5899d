import { open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Dataset } from '@hypersweep/core'
import type { DataFetcher } from '@hypersweep/datasets'
import { networkObjective, prepareData } from '@hypersweep/runner'
import {
  type ParsedSweep,
  type Path,
  parseSweep,
  type SweepSpec,
  type SweepTrials,
  sweepTrials,
} from '@hypersweep/sweep'
import { exitCodeOf } from '../error-text.ts'
import { CliError } from '../errors.ts'

/** A sweep file, read and checked against its data. */
export interface PreparedSweep {
  spec: SweepSpec
  trials: SweepTrials
  dataset: Dataset
  /** The folder that the data's path is relative to. */
  dataRoot: string
}

export interface PrepareOptions {
  file: string
  cwd: string
  /** `key=value`, each over the file's own. */
  set?: readonly string[]
  /** For data that is not here. */
  fetcher: DataFetcher
}

/**
 * Reads a sweep file and its data. A path in the file is relative to the file, one in `set` to `cwd`.
 *
 * @throws CliError UNREADABLE; SweepError for what is wrong in the file; DatasetError for what is wrong in the data
 */
export async function prepareSweep({ file, cwd, set = [], fetcher }: PrepareOptions): Promise<PreparedSweep> {
  const text = await readSweepFile(resolve(cwd, file), file)
  const parsed = parseSweep(text, networkObjective, { file, set })
  const folder = set.some((text) => text.startsWith('data.path=')) ? cwd : dirname(resolve(cwd, file))
  const prepared = await prepareData(parsed.spec, { root: folder, fetcher }).catch((error: unknown) => {
    throw placed(error, parsed, file)
  })
  return { ...prepared, trials: sweepTrials(prepared.spec, networkObjective) }
}

/** What is wrong with the data or does not fit it is mended in the file: says where. */
export function placed(error: unknown, { spec, positionOf }: ParsedSweep, file?: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const path = pathOf(code, spec)
  if (path === undefined) return error
  const { message } = error as Error
  const position = positionOf(path)
  return new CliError(code, message, '', {
    cause: error,
    exitCode: exitCodeOf(error),
    ...(file !== undefined && { file }),
    ...(position && { position }),
  })
}

function pathOf(code: string, { objective: { data, model } }: SweepSpec): Path | undefined {
  if (code === 'MODEL_OUTPUT') return ['model', 'layers', (model['layers'] as readonly unknown[]).length - 1, 'dense']
  if (code === 'METRIC_UNKNOWN') return ['metric', 'name']
  if (!code.startsWith('DATA_')) return undefined
  if (code === 'DATA_FETCH' && 'url' in data) return ['data', 'url']
  if (code === 'DATA_IGNORE') return ['data', 'ignore']
  return 'path' in data ? ['data', 'path'] : ['data']
}

async function readSweepFile(path: string, file: string): Promise<string> {
  try {
    return await readStart(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const got = code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${message}).`
    throw new CliError('UNREADABLE', got, 'Give the path of a sweep file; hypersweep init writes a first one.', {
      cause: error,
    })
  }
}

/** More than a sweep file may have: enough to say that it is too long, also of one that has no end. */
const MOST_BYTES = 1024 * 1024

async function readStart(path: string): Promise<string> {
  await using file = await open(path)
  const bytes = Buffer.alloc(MOST_BYTES)
  let length = 0
  for (let read = -1; read !== 0 && length < MOST_BYTES; length += read) {
    ;({ bytesRead: read } = await file.read(bytes, length))
  }
  return bytes.toString('utf8', 0, length)
}
