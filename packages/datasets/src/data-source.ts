/**
 * What a sweep file's `data:` section says, canonical: every default filled in. Plain JSON.
 *
 * `validation` and `test` are counts of rows (whole numbers) or shares of all rows (between 0 and 1). `test: 0` is none.
 * `seed` decides the draw of the parts and, for generators, the data: one split for a whole sweep.
 */
export type DataSource = IdxSource | CifarSource | CsvSource | PointsSource | DigitsSource

/**
 * A folder with `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and, where there is a test part, `t10k-images-…`
 * and `t10k-labels-…`, each plain or with `.gz`. `mnist` also insists on 28 × 28 pixels and 10 classes.
 *
 * With a test part the validation rows are the last of the training file, else a stratified draw.
 */
export interface IdxSource {
  source: 'mnist' | 'idx'
  /** A folder below the root. */
  path: string
  /** Where the files of that folder can be fetched, by a machine that may; ends with a slash. */
  url?: string
  validation: number
  seed: number
}

/**
 * A folder with CIFAR-10 in its binary version: `data_batch_1.bin` … (or parts named `train…`), and `test_batch.bin` (or
 * `test…`), each plain or with `.gz`. Whatever of them is there is taken, in the order of their names.
 *
 * With a test part the validation rows are the last of the training files, else a stratified draw.
 */
export interface CifarSource {
  source: 'cifar10'
  /** A folder below the root. */
  path: string
  /** Where the files of that folder can be fetched, by a machine that may; ends with a slash. */
  url?: string
  validation: number
  seed: number
}

/** A CSV file (RFC 4180, UTF-8, plain or gzip) with a header line; every column but the label's and the ignored ones is a feature. */
export interface CsvSource {
  source: 'csv'
  /** A file below the root. */
  path: string
  /** Where the file can be fetched, by a machine that may. */
  url?: string
  /** A column by its name, or by its place: from 0, or from −1 for the last backwards. */
  label: string | number
  /** Names of columns that are no features: a row number, an id. None where absent. */
  ignore?: readonly string[]
  scale: 'standardize' | 'none'
  validation: number
  test: number
  seed: number
}

/** Points in the plane: interleaved arms, two half circles, or circles one in another. */
export type PointsSource = GeneratedRows &
  ({ source: 'spirals'; classes: number } | { source: 'moons' } | { source: 'rings'; classes: number })

/** Handwriting-like digits of 28 × 28 pixels. */
export type DigitsSource = GeneratedRows & { source: 'digits' }

export interface GeneratedRows {
  rows: number
  /** Standard deviation: of both coordinates for points (whose size is about 1), of a full pixel's ink for digits. */
  noise: number
  validation: number
  test: number
  seed: number
}

/** What a `data:` section may leave out, by source; where it names `validation` alone, generators take `test` equal to it. */
export const DATA_DEFAULTS = {
  mnist: { path: 'data/mnist', validation: 5000, seed: 0 },
  idx: { validation: 0.1, seed: 0 },
  cifar10: { path: 'data/cifar10', validation: 0.1, seed: 0 },
  csv: { scale: 'standardize', validation: 0.2, test: 0.2, seed: 0 },
  spirals: { rows: 1000, classes: 3, noise: 0.05, validation: 0.2, test: 0.2, seed: 0 },
  moons: { rows: 1000, noise: 0.1, validation: 0.2, test: 0.2, seed: 0 },
  rings: { rows: 1000, classes: 2, noise: 0.05, validation: 0.2, test: 0.2, seed: 0 },
  digits: { rows: 2000, noise: 0.25, validation: 0.2, test: 0.2, seed: 0 },
} as const satisfies Record<DataSource['source'], object>
