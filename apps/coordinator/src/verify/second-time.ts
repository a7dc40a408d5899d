import { numericsId } from '@hypersweep/runner'
import type { SweepRecord, TrialRecord } from '@hypersweep/sweep'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { type TrainAgainOptions, trainAgain } from './train-again.ts'

export interface SecondTime extends Pick<TrainAgainOptions, 'sweep' | 'trial' | 'dataRoot' | 'onCheckpoint'> {
  context: Context
}

/**
 * A trial, trained once more from its first epoch.
 *
 * @throws CliError NUMERICS where this is other numeric code; STOPPED, exit 130, after Ctrl-C
 */
export async function secondTime({ context, ...job }: SecondTime): Promise<TrialRecord> {
  await checkNumerics(job.sweep)
  const stop = new AbortController()
  using _interrupts = context.onInterrupt(() => stop.abort())
  const said: string[] = []
  const log = (line: string) => void said.push(line)
  const again = await trainAgain({ ...job, scratch: await context.scratch(), log, signal: stop.signal })
  if (again !== undefined) return again
  throw new CliError('STOPPED', `Stopped. ${said.at(-1) ?? ''}`.trim(), '', { exitCode: 130 })
}

/** Only the same numeric code comes to the same bits. */
async function checkNumerics({ name, numerics }: SweepRecord): Promise<void> {
  const own = await numericsId()
  if (own === numerics) return
  const got = `${name} was run by the numeric code ${numerics.slice(0, 12)}, and this is ${own.slice(0, 12)}.`
  throw new CliError('NUMERICS', got, 'Use the version that ran it.')
}
