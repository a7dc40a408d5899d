import { basename } from 'node:path'
import type { Dataset } from '@hypersweep/core'
import type { IdxSource } from '../data-source.ts'
import { DatasetError } from '../errors.ts'
import { dataPath } from '../files/data-path.ts'
import { sharedFloats, sharedIntegers } from '../parts/shared-arrays.ts'
import { type Parts, splitInOrder, splitStratified } from '../parts/split.ts'
import { type IdxFolder, type LabelledImages, readIdxFolder } from './read-idx-folder.ts'

/** Images of the training file, then of the test file; pixels are divided by 255, so that background stays 0. */
export async function loadIdx(source: IdxSource, root: string): Promise<Dataset> {
  const folder = dataPath(root, source.path)
  const files = await readIdxFolder(folder)
  const { train, test } = files
  if (source.source === 'mnist') checkMnist(files)
  const classNames = classNamesOf(files)
  return {
    name: source.source === 'mnist' ? 'mnist' : basename(folder),
    sha256: files.sha256,
    shape: [train.height, train.width, 1],
    inputs: train.height * train.width,
    classNames,
    scale: { kind: 'divide', by: 255 },
    features: dividedBy255(train.pixels, test?.pixels),
    labels: sharedIntegers([...train.labels, ...(test?.labels ?? [])]),
    ...split(source, train, test, classNames),
  }
}

function split(source: IdxSource, train: LabelledImages, test: LabelledImages | undefined, names: string[]): Parts {
  if (test) return splitInOrder(source.validation, train.rows, test.rows)
  return splitStratified(train.labels, names, { validation: source.validation, test: 0, seed: source.seed })
}

function dividedBy255(train: Uint8Array, test: Uint8Array = new Uint8Array(0)): Float32Array {
  const shades = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)
  const features = sharedFloats(train.length + test.length)
  for (let i = 0; i < train.length; i++) features[i] = shades[train[i]]
  for (let i = 0; i < test.length; i++) features[train.length + i] = shades[test[i]]
  return features
}

/** Classes are 0 … the largest training label. */
function classNamesOf({ train, test }: IdxFolder): string[] {
  const last = largest(train.labels)
  if (last === 0) throw labelError('All training labels are 0.', 'Two classes are needed at least.')
  if (test && largest(test.labels) > last) {
    throw labelError(
      `The test file has the label ${largest(test.labels)}, the training file none above ${last}.`,
      'Take both from the same place.',
    )
  }
  return Array.from({ length: last + 1 }, (_, label) => String(label))
}

function checkMnist({ train }: IdxFolder): void {
  const last = largest(train.labels)
  if (train.height === 28 && train.width === 28 && last === 9) return
  throw labelError(
    `The training files have images of ${train.height} × ${train.width} pixels and labels up to ${last}.`,
    'MNIST has 28 × 28 and 9; say source: idx for other data in its format.',
  )
}

function largest(labels: Uint8Array): number {
  return labels.reduce((a, b) => Math.max(a, b), 0)
}

function labelError(got: string, needed: string): DatasetError {
  return new DatasetError('DATA_LABEL', got, needed)
}
