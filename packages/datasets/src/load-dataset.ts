import type { Dataset } from '@hypersweep/core'
import { loadCifar } from './cifar/load-cifar.ts'
import { loadCsv } from './csv/load-csv.ts'
import type { DataSource } from './data-source.ts'
import { DatasetError } from './errors.ts'
import { generateDigits } from './generators/digits.ts'
import { generatePoints } from './generators/points.ts'
import { loadIdx } from './idx/load-idx.ts'
import { withNonzeros } from './parts/with-nonzeros.ts'

/**
 * The data set that a source describes, whole, in shared memory. The same source with the same file contents gives the
 * same bytes on every machine.
 *
 * @param options.root  the folder below which `path` is looked up
 * @throws DatasetError; its `code` says what is wrong, see `DatasetErrorCode`
 */
export async function loadDataset(source: DataSource, options: { root: string }): Promise<Dataset> {
  return withNonzeros(await load(source, options.root))
}

async function load(source: DataSource, root: string): Promise<Dataset> {
  switch (source.source) {
    case 'mnist':
    case 'idx':
      return loadIdx(source, root)
    case 'cifar10':
      return loadCifar(source, root)
    case 'csv':
      return loadCsv(source, root)
    case 'spirals':
    case 'moons':
    case 'rings':
      return generatePoints(source)
    case 'digits':
      return generateDigits(source)
    default:
      throw unknownSource(source)
  }
}

function unknownSource(source: never): DatasetError {
  const { source: name } = source as { source: unknown }
  return new DatasetError(
    'DATA_OPTION',
    `data.source is '${name}'.`,
    'Use one of: mnist, idx, cifar10, csv, spirals, moons, rings, digits.',
  )
}
