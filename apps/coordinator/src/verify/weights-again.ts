import { type Checkpoint, decodeCheckpoint } from '@hypersweep/core'
import type { SweepRecord, SweepStore } from '@hypersweep/sweep'
import type { Context } from '../context.ts'
import type { Network } from '../ensemble/networks.ts'
import { CliError } from '../errors.ts'
import { differences } from './differences.ts'
import { secondTime } from './second-time.ts'

export interface WeightsAgainOptions {
  context: Context
  store: SweepStore
  sweep: SweepRecord
  dataRoot: string
}

/**
 * Trains networks again whose weights were given up, after saying so, each once. That they are the same is compared: by
 * every metric of every epoch and by the last weights.
 *
 * @throws CliError NOT_THE_SAME, exit 1, where they are not; what `secondTime` throws
 */
export function weightsAgain(options: WeightsAgainOptions): (network: Network) => Promise<Checkpoint> {
  const known = new Map<string, Checkpoint>()
  return async (network) => {
    const key = `${network.trial.id}/${network.epoch}`
    const checkpoint = known.get(key) ?? (await trained(network, options))
    known.set(key, checkpoint)
    return checkpoint
  }
}

async function trained({ trial, epoch }: Network, { context, store, sweep, dataRoot }: WeightsAgainOptions) {
  const name = `${sweep.name}, trial ${trial.number}`
  context.err.write(`${name}: its weights are not kept, and it is trained again (${trial.epoch} epochs).\n`)
  let kept: Uint8Array | undefined
  const onCheckpoint = (ref: { epoch: number; step: number }, bytes: Uint8Array) => {
    if (ref.epoch === epoch && ref.step === 0) kept = bytes.slice()
  }
  const first = await store.trial(trial.id)
  const again = await secondTime({ context, sweep, trial, dataRoot, onCheckpoint })
  const found = first === undefined ? ['it is gone from the store'] : differences(first, again)
  if (found.length === 0 && kept !== undefined) return decodeCheckpoint(kept)
  const got = `${name} is not the same again: ${found.join('; ') || `it keeps no checkpoint of epoch ${epoch}`}.`
  throw new CliError('NOT_THE_SAME', got, 'Results of this sweep do not hold here.', { exitCode: 1 })
}
