import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SweepRecord } from '@hypersweep/sweep'
import { keepCheckpointsHere } from '../checkpoint-place.ts'
import type { Context, Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import { isWorkedOn } from '../lookup.ts'
import { type StoreFlags, storeFlagTexts } from '../store-options.ts'
import { againWords } from './again-text.ts'
import type { RunFlags } from './run-flags.ts'

export interface DetachOptions {
  context: Context
  engine: Engine
  sweep: SweepRecord
  /** The command and its own words: `run sweep.yaml`. */
  words: readonly string[]
  flags: RunFlags
  storeFlags: StoreFlags
}

const LOOK_MS = 100

/**
 * Starts the run in a process of its own, which outlives this one and its terminal, and says how to watch and stop it.
 *
 * @throws CliError SWEEP_RUNS; DETACHED_DIED, exit 1, with the last words of a run that ended before it had begun
 */
export async function detachRun({ context, engine, sweep, words, flags, storeFlags }: DetachOptions): Promise<void> {
  const { name } = sweep
  const command = (...said: string[]) => [context.program, ...said, ...storeFlagTexts(storeFlags)].join(' ')
  const watch = command('status', name, '--watch')
  if (isWorkedOn(engine, sweep))
    throw new CliError('SWEEP_RUNS', `A run works on ${name} already.`, `To watch it: ${watch}`)
  await keepCheckpointsHere(engine, sweep)
  const logFile = join(engine.dir, 'logs', `${name}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.log`)
  await mkdir(join(engine.dir, 'logs'), { recursive: true })
  // The URL goes by the environment: arguments are seen by every user of the machine.
  const { redis } = storeFlags
  const { redis: _, ...others } = flags
  const run = context.startDetached(againWords(words, others), { logFile, ...(redis !== undefined && { redis }) })
  await hasBegun(run.ended, logFile)
  context.out.write(`${name} runs in the background, as process ${run.pid}.
log    ${logFile}
watch  ${watch}
stop   kill ${run.pid}    (checkpoints first; the same command goes on)
`)
}

/** Waits until the run has said what it does, or has ended. */
async function hasBegun(ended: Promise<number>, logFile: string): Promise<void> {
  let code: number | undefined
  void ended.then((value) => (code = value))
  for (;;) {
    const said = await readFile(logFile, 'utf8')
    if (/^where /m.test(said) || code === 0) return
    if (code !== undefined)
      throw new CliError('DETACHED_DIED', 'The run ended as soon as it began.', said.trim(), { exitCode: 1 })
    await sleep(LOOK_MS)
  }
}
