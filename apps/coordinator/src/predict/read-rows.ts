import { type DataFile, expandedFile, MAX_BYTES, parseRows, type RawRows, readDataFile } from '@hypersweep/datasets'
import { CliError } from '../errors.ts'

export interface RowsSource {
  /** A file's whole path, or `-` for what comes in. */
  path: string
  input: AsyncIterable<Uint8Array>
  /** A column of a CSV file that is no feature. */
  label?: string
  /** The features of the network by name, where it knows them. */
  featureNames?: readonly string[]
}

/**
 * Rows to predict, of a file or of what comes in; gzip is expanded, and the first bytes say which format it is.
 *
 * @throws CliError UNREADABLE where there is no such file; DatasetError for one that cannot be used
 */
export async function readRows({ path, input, label, featureNames }: RowsSource): Promise<RawRows> {
  const file = path === STDIN ? await readInput(input) : await readDataFile(path)
  const options = { ...(label !== undefined && { label: placeOrName(label) }), ...(featureNames && { featureNames }) }
  if (file) return parseRows(file, options)
  throw new CliError(
    'UNREADABLE',
    `There is no file ${path}.`,
    'Give a CSV, NPY, IDX or CIFAR-10 file, or - for what comes in.',
  )
}

export const STDIN = '-'

async function readInput(input: AsyncIterable<Uint8Array>): Promise<DataFile> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of input) {
    chunks.push(chunk)
    size += chunk.length
    if (size > MAX_BYTES) {
      throw new CliError(
        'UNREADABLE',
        `More than ${MAX_BYTES} bytes come in.`,
        'Give fewer rows at once, for example with split.',
      )
    }
  }
  return expandedFile({ name: 'standard input', bytes: Buffer.concat(chunks) })
}

/** As in the sweep file, where a whole number is a place; a name of digits is not meant here. */
function placeOrName(label: string): string | number {
  return /^-?\d+$/.test(label) ? Number(label) : label
}
