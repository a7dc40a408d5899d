import { type Checkpoint, decodeCheckpoint } from '@hypersweep/core'
import type { CheckpointStore, SweepRecord, TrialSummary } from '@hypersweep/sweep'
import { RunnerError } from '../errors.ts'
import { foreignness, trialIdentity } from './trial-identity.ts'

export interface BestOptions {
  checkpoints: CheckpointStore
  sweep: SweepRecord
  trial: TrialSummary
}

/**
 * The checkpoint of a trial's scored epoch: what the leaderboard's row, `best` and an ensemble stand for.
 *
 * @throws RunnerError CHECKPOINT_NONE before the first report, CHECKPOINT_GONE when the file is not there,
 * CHECKPOINT_FOREIGN when it belongs to another trial or numeric code; CoreError CHECKPOINT_… when it is broken
 */
export async function bestCheckpoint({ checkpoints, sweep, trial }: BestOptions): Promise<Checkpoint> {
  const name = `${sweep.name}, trial ${trial.number}`
  if (trial.best === undefined) {
    throw new RunnerError('CHECKPOINT_NONE', `${name} has reported no epoch yet.`, 'Wait until it has.')
  }
  const { epoch } = trial.best
  const bytes = await checkpoints.load(trial.id, { epoch, step: 0 })
  if (bytes === undefined) {
    const { topK } = sweep.spec.checkpoints
    const needed = `The sweep keeps weights of its ${topK} best trials (checkpoints.top_k). If it is one of them, look where the workers write (\`--checkpoints\`); driver and workers need one place.`
    throw new RunnerError('CHECKPOINT_GONE', `The checkpoint of ${name}, epoch ${epoch} is not there.`, needed)
  }
  const checkpoint = decodeCheckpoint(bytes)
  const objection = foreignness(checkpoint, trialIdentity(sweep, trial))
  if (objection === undefined) return checkpoint
  const needed = 'Use the version that made it, or start the sweep afresh.'
  throw new RunnerError('CHECKPOINT_FOREIGN', `The checkpoint of ${name} is not its own: ${objection}.`, needed)
}
