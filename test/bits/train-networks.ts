import { parseArgs } from 'node:util'
import { type EpochReport, train } from '@hypersweep/core'
import { canonicalJson, sha256Hex } from '@hypersweep/numbers'
import { bitsData } from './bits-data.ts'
import { bitsKernels, KERNEL_NAMES, type KernelName } from './bits-kernels.ts'
import { type BitsNetwork, NETWORKS, STEPS } from './networks.ts'

/**
 * What decides the bits of a sweep, small enough to run under every Node, flag and processor: bits.test.ts compares.
 *
 * Trains each network for `STEPS` steps and prints, as JSON, the SHA-256 of its weights and of its epoch reports.
 *
 *     node --conditions=hypersweep-source test/bits/train-networks.ts --kernels reference|portable|wide [--only name] [--dense]
 */
const { values } = parseArgs({
  options: { kernels: { type: 'string' }, only: { type: 'string' }, dense: { type: 'boolean' } },
})
const name = KERNEL_NAMES.find((known) => known === values.kernels)
if (!name) throw new Error(`--kernels is ${values.kernels}. Use one of: ${KERNEL_NAMES.join(', ')}.`)

const chosen = Object.entries(NETWORKS).filter(([network]) => !values.only || network === values.only)
if (!chosen.length) throw new Error(`--only is ${values.only}, which is no network of networks.ts.`)
const hashes = Object.fromEntries(chosen.map(([network, spec]) => [network, hashesOf(spec, name)]))
console.log(JSON.stringify(hashes, null, 2))

function hashesOf({ data: dataName, spec }: BitsNetwork, kernelName: KernelName): { weights: string; reports: string } {
  const data = bitsData(dataName, { isDense: values.dense ?? false })
  const epochs = STEPS / Math.ceil(data.train.length / spec.batch_size)
  if (!Number.isInteger(epochs))
    throw new Error(`Epochs with batches of ${spec.batch_size} do not make ${STEPS} steps.`)
  const options = { spec: { ...spec, epochs }, data, seed: 11, kernels: bitsKernels(kernelName), numerics: 'bits' }
  const reports: EpochReport[] = []
  for (const event of train(options)) {
    if (event.kind !== 'epoch') throw new Error(`The training ended with ${JSON.stringify(event)}.`)
    reports.push(event.report)
    if (reports.length === epochs) {
      return { weights: event.weightsSha256(), reports: sha256Hex(canonicalJson(reports)) }
    }
  }
  throw new Error('The training ended before its last epoch.')
}
