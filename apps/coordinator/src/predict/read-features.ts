import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { CliError } from '../errors.ts'
import { cifarFeatures, isCifar } from './cifar-features.ts'
import { csvFeatures } from './csv-features.ts'
import { idxFeatures } from './idx-features.ts'
import type { RawFeatures } from './raw-features.ts'

const LARGEST = 2 ** 30

/**
 * Rows to predict: images in an IDX file (three dimensions of bytes) or in CIFAR-10's records, else a CSV file with a
 * header line. Gzip is expanded.
 *
 * @param label  a column of the CSV that is no feature
 * @throws CliError UNREADABLE, PREDICT_FILE
 */
export async function readFeatures(path: string, label?: string): Promise<RawFeatures> {
  const bytes = await expanded(await readWhole(path), path)
  if (isCifar(bytes)) return cifarFeatures(bytes)
  return bytes[0] === 0 && bytes[1] === 0 ? idxFeatures(bytes, path) : csvFeatures(textOf(bytes, path), path, label)
}

async function readWhole(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: Error) => {
    const isMissing = 'code' in error && error.code === 'ENOENT'
    const got = isMissing ? `There is no file ${path}.` : `${path} cannot be read (${error.message}).`
    throw new CliError('UNREADABLE', got, 'Give a CSV file, or images in an IDX file.', { cause: error })
  })
}

async function expanded(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  return promisify(gunzip)(bytes, { maxOutputLength: LARGEST }).catch((error: Error) => {
    throw new CliError('UNREADABLE', `${path} is no whole gzip file (${error.message}).`, 'Fetch it again.', {
      cause: error,
    })
  })
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new CliError('PREDICT_FILE', `${path} is not UTF-8.`, 'Save it as UTF-8.', { cause: error })
  }
}
