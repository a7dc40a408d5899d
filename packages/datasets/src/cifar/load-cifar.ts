import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Dataset } from '@hypersweep/core'
import type { CifarSource } from '../data-source.ts'
import { DatasetError } from '../errors.ts'
import { contentSha256 } from '../files/content-sha256.ts'
import { dataPath } from '../files/data-path.ts'
import { type DataFile, readDataFile } from '../files/read-data-file.ts'
import { sharedFloats, sharedIntegers } from '../parts/shared-arrays.ts'
import { type Parts, splitInOrder, splitStratified } from '../parts/split.ts'
import { CIFAR_CLASSES, CIFAR_SHAPE, countRecords, readRecords } from './cifar-records.ts'

const INPUTS = CIFAR_SHAPE.reduce((product, side) => product * side, 1)

/**
 * Images of the training files, then of the test files; pixels are divided by 255.
 *
 * Source: Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html, "binary version".
 */
export async function loadCifar(source: CifarSource, root: string): Promise<Dataset> {
  const { train, test } = await readFolder(dataPath(root, source.path))
  const [trainRows, testRows] = [count(train), count(test)]
  const features = sharedFloats((trainRows + testRows) * INPUTS)
  const labels = sharedIntegers(new Int32Array(trainRows + testRows))
  let row = 0
  for (const file of [...train, ...test]) {
    readRecords(file, row, features, labels)
    row += countRecords(file)
  }
  return {
    name: 'cifar10',
    sha256: contentSha256(...[...train, ...test].map(({ bytes }) => bytes)),
    shape: CIFAR_SHAPE,
    inputs: INPUTS,
    classNames: CIFAR_CLASSES,
    scale: { kind: 'divide', by: 255 },
    features,
    labels,
    ...split(source, labels.subarray(0, trainRows), testRows),
  }
}

function split({ validation, seed }: CifarSource, labels: Int32Array, testRows: number): Parts {
  if (testRows > 0) return splitInOrder(validation, labels.length, testRows)
  return splitStratified(labels, CIFAR_CLASSES, { validation, test: 0, seed })
}

function count(files: readonly DataFile[]): number {
  return files.reduce((sum, file) => sum + countRecords(file), 0)
}

/** @throws DatasetError DATA_MISSING without a training file; what reading a file throws */
async function readFolder(folder: string): Promise<{ train: DataFile[]; test: DataFile[] }> {
  const names = await readdir(folder).catch(() => [])
  // A file that lies there plain and packed is read once.
  const places = [...new Set(names.map((name) => name.replace(/\.gz$/, '')))].toSorted()
  const read = async (kind: RegExp) => {
    const files = await Promise.all(
      places.filter((name) => kind.test(name)).map((name) => readDataFile(join(folder, name))),
    )
    return files.filter((file) => file !== undefined)
  }
  const train = await read(/^(data_batch|train).*\.bin$/)
  if (train.length > 0) return { train, test: await read(/^test.*\.bin$/) }
  const got = `${folder} has no data_batch_1.bin (looked for with and without .gz).`
  const needed = `Put the files of CIFAR-10's binary version there (\`hypersweep data fetch cifar10 --path ${folder}\` does so), or name the folder that has them as data.path.`
  throw new DatasetError(
    'DATA_MISSING',
    names.length > 0 ? got : `There is nothing in ${basename(folder)}: ${got}`,
    needed,
  )
}
