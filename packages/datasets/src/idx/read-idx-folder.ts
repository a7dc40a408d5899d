import { join } from 'node:path'
import { DatasetError } from '../errors.ts'
import { contentSha256 } from '../files/content-sha256.ts'
import { type DataFile, readDataFile } from '../files/read-data-file.ts'
import { parseIdx } from './idx-format.ts'

/** Images and their labels: pixels [rows, height, width], labels [rows]. */
export interface LabelledImages {
  rows: number
  height: number
  width: number
  pixels: Uint8Array
  labels: Uint8Array
}

export interface IdxFolder {
  train: LabelledImages
  test?: LabelledImages
  /** Over the expanded files: training images, training labels, test images, test labels. */
  sha256: string
}

const TRAIN = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'] as const
const TEST = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'] as const

/** In the order in which they are hashed. */
export const IDX_FILES: readonly string[] = [...TRAIN, ...TEST]

/**
 * Reads the two files of the training part and, where there are any, the two of the test part.
 *
 * @throws DatasetError DATA_MISSING, DATA_IDX, and what reading a file throws
 */
export async function readIdxFolder(folder: string): Promise<IdxFolder> {
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all(
    [...TRAIN, ...TEST].map((name) => readDataFile(join(folder, name))),
  )
  if (!trainImages || !trainLabels || !testImages !== !testLabels) {
    throw missing(folder, { trainImages, trainLabels, testImages, testLabels })
  }
  const train = pair(trainImages, trainLabels)
  if (!testImages || !testLabels) return { train, sha256: contentSha256(trainImages.bytes, trainLabels.bytes) }
  const test = pair(testImages, testLabels)
  checkSameSize(train, test, testImages.name)
  const files = [trainImages, trainLabels, testImages, testLabels]
  return { train, test, sha256: contentSha256(...files.map(({ bytes }) => bytes)) }
}

function pair(imageFile: DataFile, labelFile: DataFile): LabelledImages {
  const images = parseIdx(imageFile, 3)
  const labels = parseIdx(labelFile, 1)
  const [rows, height, width] = images.sizes
  if (labels.sizes[0] === rows) return { rows, height, width, pixels: images.items, labels: labels.items }
  throw new DatasetError(
    'DATA_IDX',
    `${imageFile.name} has ${rows} images and ${labelFile.name} has ${labels.sizes[0]} labels.`,
    'Each image needs one label: take both files from the same place.',
  )
}

function checkSameSize(train: LabelledImages, test: LabelledImages, testName: string): void {
  if (train.height === test.height && train.width === test.width) return
  throw new DatasetError(
    'DATA_IDX',
    `${testName} has images of ${test.height} × ${test.width} pixels, the training file of ${train.height} × ${train.width}.`,
    'Both need the same size: take all files from the same place.',
  )
}

function missing(folder: string, found: Record<string, DataFile | undefined>): DatasetError {
  const files = Object.values(found)
  const lacking = [...TRAIN, ...TEST].filter((_, i) => files[i] === undefined)
  // A test part is no duty, but half of one is a mistake.
  const needed = files[2] || files[3] ? lacking : lacking.filter((name) => !TEST.some((test) => test === name))
  return new DatasetError(
    'DATA_MISSING',
    `${folder} has no ${needed.join(' and no ')} (looked for with and without .gz).`,
    `Put the files there (\`hypersweep data fetch mnist --path ${folder}\` does so for MNIST), or name the folder that has them as data.path.`,
  )
}
