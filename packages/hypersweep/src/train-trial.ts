import { decodeCheckpoint, encodeCheckpoint, train } from '@hypersweep/core'
import { mainKernels, networkSpec, numericsId, prepareData, RunnerError } from '@hypersweep/runner'
import { resolveObjective } from '@hypersweep/sweep'
import type { Sweep } from './parse-sweep.ts'

export interface TrainedEpoch {
  /** 1 after the first. */
  epoch: number
  metrics: Readonly<Record<string, number>>
  /** The network at this place, as a safetensors file; to be called before the next epoch is asked for. */
  checkpoint(): Uint8Array<ArrayBuffer>
}

export interface TrainTrialOptions {
  /** The folder that the data's path is relative to; the working folder unless told otherwise. */
  dataRoot?: string
  /** Where to go on: what `checkpoint()` gave, in this process or another. */
  resume?: Uint8Array
}

/**
 * Trains one trial of a sweep on this thread, and yields after each epoch. Leaving the loop ends the training.
 *
 * Metrics and weights are the same, to the last bit, as those of `hypersweep run`. Nothing is stored: that, and all cores
 * and machines, is what the command line is for.
 *
 * @throws RunnerError DIVERGED when a number is no longer finite; what is wrong with the data, or does not fit it;
 * SweepError NO_SUCH_TRIAL; CoreError for a checkpoint that is not this trial's
 */
export async function* trainTrial(
  sweep: Sweep,
  number: number,
  { dataRoot = process.cwd(), resume }: TrainTrialOptions = {},
): AsyncGenerator<TrainedEpoch, void, undefined> {
  const trial = sweep.trials.trial(number)
  const { spec, dataset } = await prepareData(sweep.spec, { root: dataRoot })
  const events = train({
    spec: networkSpec(resolveObjective(spec.objective, trial.params)),
    data: dataset,
    seed: trial.seed,
    kernels: await mainKernels(),
    numerics: await numericsId(),
    ...(resume && { resume: decodeCheckpoint(resume) }),
  })
  for (const event of events) {
    if (event.kind === 'diverged') throw new RunnerError('DIVERGED', `Trial ${number} diverged.`, event.message)
    if (event.kind === 'epoch') yield { ...event.report, checkpoint: () => encodeCheckpoint(event.checkpoint()) }
  }
}
