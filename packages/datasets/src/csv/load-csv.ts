import { basename } from 'node:path'
import type { Dataset } from '@hypersweep/core'
import type { CsvSource } from '../data-source.ts'
import { DatasetError } from '../errors.ts'
import { contentSha256 } from '../files/content-sha256.ts'
import { dataPath } from '../files/data-path.ts'
import { readDataFile } from '../files/read-data-file.ts'
import { scaledFeatures, standardScale } from '../parts/scale.ts'
import { sharedIntegers } from '../parts/shared-arrays.ts'
import { splitStratified } from '../parts/split.ts'
import { classLabels } from './class-labels.ts'
import { parseCsvTable } from './csv-table.ts'
import { decodeText } from './decode-text.ts'

/** Rows of a CSV file in its order, parts drawn by class, features scaled by what the training rows show. */
export async function loadCsv(source: CsvSource, root: string): Promise<Dataset> {
  const place = dataPath(root, source.path)
  const file = await readDataFile(place)
  if (!file) throw missing(place)
  const { table, classNames, labels } = naming(file.name, () => {
    const table = parseCsvTable(decodeText(file), source)
    return { table, ...classLabels(table.labels) }
  })
  const parts = splitStratified(labels, classNames, source)
  const scale = source.scale === 'standardize' ? standardScale(table, parts.train) : ({ kind: 'none' } as const)
  return {
    name: basename(place).replace(/(\.csv)?(\.gz)?$/i, ''),
    sha256: contentSha256(file.bytes),
    shape: [table.columns.length],
    inputs: table.columns.length,
    classNames,
    featureNames: table.columns,
    scale,
    features: scaledFeatures(table, scale),
    labels: sharedIntegers(labels),
    ...parts,
  }
}

/** Puts the file's name before the message of what goes wrong in it. */
function naming<T>(name: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw error instanceof DatasetError ? error.within(name) : error
  }
}

function missing(place: string): DatasetError {
  return new DatasetError(
    'DATA_MISSING',
    `There is no file ${place} and no ${basename(place)}.gz.`,
    'Put it there, or name another file as data.path.',
  )
}
