import type { Dataset } from '@hypersweep/core'
import type { CifarSource } from '../data-source.ts'
import { contentSha256 } from '../files/content-sha256.ts'
import { dataPath } from '../files/data-path.ts'
import type { DataFile } from '../files/read-data-file.ts'
import { sharedFloats, sharedIntegers } from '../parts/shared-arrays.ts'
import { type Parts, splitInOrder, splitStratified } from '../parts/split.ts'
import { CIFAR_CLASSES, CIFAR_SHAPE, countRecords, readRecords } from './cifar-records.ts'
import { readCifarFolder } from './read-cifar-folder.ts'

const INPUTS = CIFAR_SHAPE.reduce((product, side) => product * side, 1)

/**
 * Images of the training files, then of the test files; pixels are divided by 255.
 *
 * Source: Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html, "binary version".
 */
export async function loadCifar(source: CifarSource, root: string): Promise<Dataset> {
  const { train, test } = await readCifarFolder(dataPath(root, source.path))
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
