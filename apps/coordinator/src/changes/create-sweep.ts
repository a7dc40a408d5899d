import { catchUp, networkObjective, numericsId, type PreparedData } from '@hypersweep/runner'
import { type SweepRecord, sweepTrials } from '@hypersweep/sweep'
import { keepCheckpointsHere } from '../checkpoint-place.ts'
import type { Engine } from '../context.ts'
import { rememberDataRoot } from '../data-roots.ts'
import { openTrials } from '../driver.ts'
import { registerSweep } from '../register-sweep.ts'

export interface Created {
  sweep: SweepRecord
  /** How many it has. */
  trials: number
}

/**
 * Registers a sweep with all its trials, for workers to train. Again, it adds what is missing and offers what was lost.
 *
 * @throws CliError SWEEP_DIFFERS, NUMERICS_DIFFER where the stored one of that name is another sweep,
 *   CHECKPOINTS_ELSEWHERE where its checkpoints are at another place than these
 */
export async function createSweep(engine: Engine, prepared: Pick<PreparedData, 'spec' | 'dataRoot'>): Promise<Created> {
  const { store, queue } = engine
  const { sweep } = await registerSweep({ store, spec: prepared.spec, numerics: await numericsId() })
  await rememberDataRoot(engine, sweep, prepared.dataRoot)
  await keepCheckpointsHere(engine, sweep)
  const trials = await openTrials({
    store,
    queue,
    sweep,
    trials: sweepTrials(sweep.spec, networkObjective),
    catchUp: (summaries) => catchUp({ ...engine, sweep }, summaries),
  })
  return { sweep, trials: trials.length }
}
