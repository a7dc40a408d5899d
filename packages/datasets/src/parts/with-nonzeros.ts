import { type Dataset, densityOf, listNonzeros } from '@hypersweep/core'

/** Below this share of nonzeros their list is smaller than the features, and products that skip zeros are faster. */
const SPARSE = 0.5

/** Adds the list of nonzeros to a data set that is mostly zeros, as images of ink on paper are; in shared memory too. */
export function withNonzeros(data: Dataset): Dataset {
  if (densityOf(data.features) >= SPARSE) return data
  const words = (count: number) => new Uint32Array(new SharedArrayBuffer(4 * count))
  return { ...data, nonzeros: listNonzeros(data.features, data.inputs, words) }
}
