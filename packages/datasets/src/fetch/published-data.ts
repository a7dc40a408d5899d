import type { WantedFile } from './wanted-file.ts'

/** A file as it was published. */
export interface PublishedFile extends WantedFile {
  name: string
  bytes: number
  sha256: string
}

/** A data set that can be fetched. */
export interface PublishedData {
  /** How a sweep file names its format. */
  source: 'mnist' | 'idx' | 'cifar10'
  files: readonly PublishedFile[]
  /** Addresses that a file's name is put after, in the order in which they are tried. */
  mirrors: readonly string[]
  /** What the one file, a packed archive, is unpacked into, by their names in it; then the archive goes. */
  members?: readonly string[]
}

const IDX = 'idx3-ubyte.gz'
const LABELS = 'idx1-ubyte.gz'

/**
 * Data sets by name. Each SHA-256 was compared with several sources that do not depend on each other: TensorFlow
 * Datasets' list of checksums, other programs that fetch the same files, and the files themselves where they could be had
 * (all of MNIST, the labels of Fashion-MNIST).
 */
export const PUBLISHED_DATA: Readonly<Record<string, PublishedData>> = {
  mnist: {
    source: 'mnist',
    files: [
      file(`train-images-${IDX}`, 9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'),
      file(`train-labels-${LABELS}`, 28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c'),
      file(`t10k-images-${IDX}`, 1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6'),
      file(`t10k-labels-${LABELS}`, 4_542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6'),
    ],
    mirrors: ['https://storage.googleapis.com/cvdf-datasets/mnist/', 'https://ossci-datasets.s3.amazonaws.com/mnist/'],
  },
  'fashion-mnist': {
    source: 'idx',
    files: [
      file(`train-images-${IDX}`, 26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'),
      file(`train-labels-${LABELS}`, 29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'),
      file(`t10k-images-${IDX}`, 4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'),
      file(`t10k-labels-${LABELS}`, 5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'),
    ],
    mirrors: [
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
      // Without TLS; what is fetched is compared with its SHA-256.
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    ],
  },
  cifar10: {
    source: 'cifar10',
    files: [
      file('cifar-10-binary.tar.gz', 170_052_171, 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd'),
    ],
    mirrors: [
      'https://www.cs.toronto.edu/~kriz/',
      'https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/',
    ],
    members: ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map(
      (name) => `cifar-10-batches-bin/${name}.bin`,
    ),
  },
}

function file(name: string, bytes: number, sha256: string): PublishedFile {
  return { name, bytes, sha256 }
}
