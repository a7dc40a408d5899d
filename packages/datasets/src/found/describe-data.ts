import { basename } from 'node:path'
import { CIFAR_CLASSES, CIFAR_SHAPE, countRecords } from '../cifar/cifar-records.ts'
import { readCifarFolder } from '../cifar/read-cifar-folder.ts'
import { readHeader } from '../csv/csv-header.ts'
import { csvRecords } from '../csv/csv-records.ts'
import { decodeText } from '../csv/decode-text.ts'
import { DatasetError } from '../errors.ts'
import { contentSha256 } from '../files/content-sha256.ts'
import { type DataFile, readDataFile } from '../files/read-data-file.ts'
import { readIdxFolder } from '../idx/read-idx-folder.ts'

/** What there is to tell of a data set. */
export interface Facts {
  /** All of them, and how many of these are test rows. */
  rows: number
  testRows: number
  /** Of a row: height, width and channels of an image, the columns of a table. */
  shape: readonly number[]
  /** Missing where a sweep has to say which column is the label. */
  classes?: number
  /** Of its content, as a sweep stores it. */
  sha256: string
}

export async function describeIdx(folder: string): Promise<Facts> {
  const { train, test, sha256 } = await readIdxFolder(folder)
  const testRows = test?.rows ?? 0
  const classes = train.labels.reduce((a, b) => Math.max(a, b), 0) + 1
  return { rows: train.rows + testRows, testRows, shape: [train.height, train.width], classes, sha256 }
}

export async function describeCifar(folder: string): Promise<Facts> {
  const { train, test } = await readCifarFolder(folder)
  const count = (files: readonly DataFile[]) => files.reduce((sum, file) => sum + countRecords(file), 0)
  const [trainRows, testRows] = [count(train), count(test)]
  const sha256 = contentSha256(...[...train, ...test].map(({ bytes }) => bytes))
  return { rows: trainRows + testRows, testRows, shape: CIFAR_SHAPE, classes: CIFAR_CLASSES.length, sha256 }
}

export async function describeCsv(place: string): Promise<Facts> {
  const file = await readDataFile(place)
  if (!file) throw new DatasetError('DATA_MISSING', `There is no file ${place}.`, 'Look again.')
  try {
    return { ...countCsv(decodeText(file)), testRows: 0, sha256: contentSha256(file.bytes) }
  } catch (error) {
    throw error instanceof DatasetError ? error.within(basename(place)) : error
  }
}

function countCsv(text: string): Pick<Facts, 'rows' | 'shape'> {
  let [rows, columns] = [-1, 0]
  for (const record of csvRecords(text)) {
    if (rows < 0) columns = readHeader(record).names.length
    if (record.cells.length !== columns) {
      const got = `Line ${record.line} has ${record.cells.length} cells, and the header names ${columns} columns.`
      throw new DatasetError('DATA_CSV', got, 'Give each line a cell for every column.')
    }
    rows += 1
  }
  if (rows > 0) return { rows, shape: [columns] }
  throw new DatasetError('DATA_CSV', 'It has no rows.', 'Write the names of the columns above the rows.')
}
