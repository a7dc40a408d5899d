import type { DataSource } from '../data-source.ts'
import { IDX_FILES } from '../idx/read-idx-folder.ts'

/** What can be fetched: a source that lies in files. */
export type FileSource = Extract<DataSource, { path: string }>

export interface SourceFile {
  /** What it may be called where it is fetched; none where the URL is that of the file. */
  names: readonly string[]
  /** What it is called here, by the same places; without names, the one. */
  kept: string
  isNeeded: boolean
}

export function isFileSource(source: DataSource): source is FileSource {
  return 'path' in source
}

/**
 * The files of a source, in the order in which their content is hashed. All names are ours: nothing of a URL, or of what
 * a server says, becomes part of a path.
 */
export function sourceFiles({ source }: FileSource): readonly SourceFile[] {
  switch (source) {
    case 'csv':
      return [{ names: [], kept: CSV_FILE, isNeeded: true }]
    case 'mnist':
    case 'idx':
      return IDX_FILES.map((name, place) => packedOrNot(name, place < 2))
    case 'cifar10':
      return CIFAR_FILES.map((name, place) => packedOrNot(name, place === 0))
  }
}

const CSV_FILE = 'data.csv'
const CIFAR_FILES = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map(
  (name) => `${name}.bin`,
)

function packedOrNot(name: string, isNeeded: boolean): SourceFile {
  return { names: [`${name}.gz`, name], kept: name, isNeeded }
}

/** The same source as it lies in a folder into which its files were fetched. */
export function fetchedSource(source: FileSource): FileSource {
  return { ...source, path: source.source === 'csv' ? CSV_FILE : '.' }
}
