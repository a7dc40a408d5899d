import { extname } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { RunnerError, reason } from '../errors.ts'
import type { LoadedKernels } from '../kernels/load-kernels.ts'
import type { Log } from '../log.ts'
import type { TrainJob } from './messages.ts'
import type { ThreadData } from './thread.ts'
import { startTraining, type Thread, type Training } from './training.ts'
import type { ValidateJob } from './validate.ts'

export interface ThreadPool extends AsyncDisposable {
  readonly threads: number
  /**
   * Begins to train on a free thread; the caller starts no more trainings at once than there are threads.
   *
   * @param onFirstStep  told once the thread has made its first step, at the latest with its first epoch
   */
  start(job: TrainJob, onFirstStep?: () => void): Training
  /**
   * What a network makes of the validation rows, as a file; instead of a training, not beside as many as there are
   * threads.
   *
   * @param signal  aborting it kills the thread
   */
  validate(job: ValidateJob, signal: AbortSignal): Promise<Uint8Array>
}

export interface ThreadPoolOptions {
  threads: number
  kernels: LoadedKernels
  log: Log
  /** The threads' entry; another one in tests only. */
  entry?: URL
}

/** Megabytes; V8's own heap only, since WebAssembly memory and typed arrays are not counted by it. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }

/**
 * Threads that train, one trial each.
 *
 * They are stopped through their flag: Piscina's AbortSignal kills the thread, and is for those that do not listen.
 *
 * @throws RunnerError THREAD_START when no thread comes up
 */
export async function threadPool({
  threads,
  kernels,
  log,
  entry = ownEntry(),
}: ThreadPoolOptions): Promise<ThreadPool> {
  const data: ThreadData = { kernels }
  const piscina = new Piscina({
    filename: entry.href,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    atomics: 'disabled',
    idleTimeout: Number.POSITIVE_INFINITY,
    resourceLimits: RESOURCE_LIMITS,
    workerData: data,
  })
  await greeted(piscina)
  piscina.on('error', (error: unknown) => log(`a training thread ended between trials: ${String(error)}`))
  return {
    threads,
    start(job, onFirstStep) {
      const { port1, port2 } = new MessageChannel()
      const run = ({ control, signal }: Thread) =>
        piscina.run({ job, control, port: port2 }, { transferList: [port2], signal })
      return startTraining(port1, run, onFirstStep)
    },
    validate: (job, signal) => piscina.run({ validate: job }, { signal }),
    [Symbol.asyncDispose]: () => piscina.destroy(),
  }
}

/** Same extension as this file: TypeScript from source, JavaScript from dist. */
function ownEntry(): URL {
  return new URL(`./thread${extname(import.meta.url)}`, import.meta.url)
}

/** Where a thread cannot start, Piscina emits an error and leaves the task waiting for ever: whichever comes first. */
async function greeted(piscina: Piscina): Promise<void> {
  const failed = Promise.withResolvers<never>()
  piscina.on('error', failed.reject)
  try {
    await Promise.race([piscina.run('hello'), failed.promise])
  } catch (error) {
    await piscina.destroy()
    const why = reason(error)
    const needed = 'It must be able to load its code and the kernels; `hypersweep doctor` examines both.'
    throw new RunnerError('THREAD_START', `A training thread does not start: ${why}.`, needed, { cause: error })
  } finally {
    piscina.off('error', failed.reject)
  }
}
