import { isCifar } from '../cifar/cifar-records.ts'
import { parseCsvTable } from '../csv/csv-table.ts'
import { decodeText } from '../csv/decode-text.ts'
import { DatasetError } from '../errors.ts'
import type { DataFile } from '../files/read-data-file.ts'
import { isIdx, parseIdx } from '../idx/idx-format.ts'
import { parseNpy } from '../npy/npy-format.ts'
import { isNpy } from '../npy/npy-header.ts'
import { cifarPixels } from './cifar-pixels.ts'
import type { RawRows, RowFormat } from './raw-rows.ts'

export interface RowsOptions {
  /** A column of a CSV file that is no feature, by its name or its place; no other format has any. */
  label?: string | number
  /** The columns of a CSV file that are features, in the order of the network's, where it knows their names. */
  featureNames?: readonly string[]
}

/**
 * Rows without parts or labels, for a network to predict. Which format it is, its first bytes say: NPY and IDX have a
 * beginning of their own, CIFAR-10's records a label below 10 at every 3073rd byte, and all else is CSV.
 *
 * @throws DatasetError DATA_NPY, DATA_IDX, DATA_CSV, DATA_HEADER, DATA_CELL, DATA_LABEL, DATA_ENCODING, naming the file
 */
export function parseRows(file: DataFile, options: RowsOptions = {}): RawRows {
  const { label } = options
  const format = formatOf(file)
  if (label === undefined || format === 'csv') return PARSERS[format](file, options)
  const got = `${file.name} is no CSV file, and the label column '${label}' was named.`
  throw new DatasetError('DATA_LABEL', got, 'Leave the label out: other formats have no columns of labels here.')
}

const PARSERS: Readonly<Record<RowFormat, (file: DataFile, options: RowsOptions) => RawRows>> = {
  npy: npyRows,
  idx: idxRows,
  cifar10: ({ bytes }) => ({ format: 'cifar10', ...cifarPixels(bytes) }),
  csv: csvRows,
}

const ZIP = [0x50, 0x4b, 0x03, 0x04]

/** Records of CIFAR-10 may begin as an IDX file does, and then have another length. */
function formatOf({ name, bytes }: DataFile): RowFormat {
  if (ZIP.every((byte, i) => bytes[i] === byte)) {
    throw new DatasetError(
      'DATA_NPY',
      `${name} is a zip file, as numpy.savez writes.`,
      'Save the one array: numpy.save.',
    )
  }
  if (isNpy(bytes)) return 'npy'
  if (isIdx(bytes)) return 'idx'
  if (isCifar(bytes)) return 'cifar10'
  return bytes[0] === 0 && bytes[1] === 0 ? 'idx' : 'csv'
}

function npyRows(file: DataFile): RawRows {
  const { shape, values } = parseNpy(file)
  if (shape.length > 1) return { format: 'npy', shape: shape.slice(1), values }
  const got = `${file.name} has the shape (${shape.join(', ')}${shape.length === 1 ? ',' : ''}).`
  throw new DatasetError('DATA_NPY', got, 'Rows of features are needed: a.reshape(1, -1) makes one row of it.')
}

function idxRows(file: DataFile): RawRows {
  const dimensions = file.bytes[3]
  if (dimensions === 1 && isIdx(file.bytes)) {
    throw new DatasetError('DATA_IDX', `${file.name} holds labels.`, 'Give the file of the images.')
  }
  const { sizes, items } = parseIdx(file, dimensions === 2 || dimensions === 4 ? dimensions : 3)
  return { format: 'idx', shape: sizes.slice(1), values: items }
}

function csvRows(file: DataFile, { label, featureNames }: RowsOptions): RawRows {
  try {
    const { columns, unused, values, labels } = parseCsvTable(decodeText(file), { label, wanted: featureNames })
    const texts = label === undefined ? {} : { labels: labels.map(({ text }) => text) }
    return { format: 'csv', shape: [columns.length], values, ...(unused.length > 0 && { unused }), ...texts }
  } catch (error) {
    throw error instanceof DatasetError ? error.within(file.name) : error
  }
}
