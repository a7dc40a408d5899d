import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import type { SweepRecord, TrialSummary } from '@hypersweep/sweep'
import type { EnsembleJson } from '../schemas/networks.ts'
import { type TestStores, testCli } from './test-context.ts'

export const EXAMPLES = join(import.meta.dirname, '../../../../examples')

export interface Example extends Pick<TestStores, 'checkpoints'> {
  sweep: SweepRecord
  /** In the order of their numbers. */
  trials: readonly TrialSummary[]
  /** What `ensemble` compares, by who predicts. */
  contenders(flags: string): Promise<Record<string, EnsembleJson['contenders'][number]>>
}

/**
 * Runs a file of `examples/` through the command line in this process, over stores in memory.
 *
 * @param set  what is other than in the file, by dotted keys
 */
export async function runExample(file: string, set: Readonly<Record<string, unknown>>): Promise<Example> {
  const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
  const folder = mkdtempSync(join(tmpdir(), 'hypersweep-example-'))
  try {
    const cli = testCli(stores, folder)
    const flags = Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${JSON.stringify(value)}`])
    const { code, err } = await cli.run('run', join(EXAMPLES, `${file}.yaml`), ...flags)
    if (code !== 0) throw new Error(err)
    const [sweep] = await stores.store.sweeps()
    const trials = await stores.store.summaries(sweep!.id)
    return {
      sweep: sweep!,
      trials: trials.toSorted((a, b) => a.number - b.number),
      checkpoints: stores.checkpoints,
      async contenders(more) {
        const { out } = await cli.run(`ensemble ${sweep!.name} ${more} -f json`.replaceAll('  ', ' '))
        return Object.fromEntries((JSON.parse(out) as EnsembleJson).contenders.map((one) => [one.who, one]))
      },
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
