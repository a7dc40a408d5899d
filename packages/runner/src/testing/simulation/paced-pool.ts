import { type Kernels, weightsSha256 } from '@hypersweep/core'
import { acknowledge, type Control, createControl, requestStop } from '../../pool/control.ts'
import type { TrainedEpoch, TrainJob, TrainOutcome } from '../../pool/messages.ts'
import type { ThreadPool } from '../../pool/thread-pool.ts'
import { trainTrial } from '../../pool/train-trial.ts'
import type { Training } from '../../pool/training.ts'
import { validate } from '../../pool/validate.ts'
import { forever, pause } from './pause.ts'

export interface PacedPoolOptions {
  threads: number
  kernels: Kernels
  /** How long a batch takes on the clock. */
  batchMs: number
  batchesPerEpoch: number
  /** Told when a thread begins to compute for a job, and when it has stopped to. */
  onCompute: (job: TrainJob, isComputing: boolean) => void
}

export interface PacedPool extends ThreadPool {
  /** Ends all threads at once, as the end of their process does: nothing more comes from them. */
  die(): void
}

/** Threads that train in no time at all, and hand over what they have as if it had taken theirs. */
export function pacedPool({ threads, ...options }: PacedPoolOptions): PacedPool {
  const dying = new AbortController()
  return {
    threads,
    start: (job) => pacedTraining(job, dying.signal, options),
    validate: async (job) => {
      options.kernels.release()
      const file = validate(job, options.kernels)
      await pause(options.batchMs)
      return dying.signal.aborted ? forever() : file
    },
    die: () => dying.abort(),
    [Symbol.asyncDispose]: async () => dying.abort(),
  }
}

type Pace = Omit<PacedPoolOptions, 'threads'>

function pacedTraining(
  job: TrainJob,
  death: AbortSignal,
  { kernels, batchMs, batchesPerEpoch, onCompute }: Pace,
): Training {
  const stopping = new AbortController()
  const outcome = Promise.withResolvers<TrainOutcome>()
  const { epochs, end } = trained(job, kernels)
  const bornAt = performance.now()
  const rest = once(() => onCompute(job, false))
  const stop = once(() => {
    stopping.abort()
    // It looks at its flag after each batch.
    void pause(batchMs).then(rest)
  })
  onCompute(job, true)
  death.addEventListener('abort', rest)
  return {
    outcome: outcome.promise,
    get beats() {
      return 1 + Math.floor((performance.now() - bornAt) / batchMs)
    },
    stop,
    kill(code, message) {
      rest()
      outcome.resolve({ status: 'failed', code, message })
      stopping.abort()
    },
    async *[Symbol.asyncIterator]() {
      let told = 0
      try {
        for (const epoch of epochs) {
          await Promise.race([pause(batchMs * batchesPerEpoch), aborted(stopping.signal)])
          if (death.aborted) await forever()
          if (stopping.signal.aborted) break
          told += 1
          // As from a thread: a copy, which is the receiver's to let go.
          yield structuredClone(epoch)
        }
      } finally {
        const isWhole = told === epochs.length
        if (isWhole) rest()
        stop()
        if (!isWhole) await pause(batchMs)
        if (death.aborted) await forever()
        outcome.resolve(isWhole ? end : stoppedAfter(told, job, kernels))
      }
    },
  }
}

/** What a thread reads: it waits for acknowledgements, and here they are all there before it begins. */
function acknowledged({ spec }: TrainJob): Control {
  const control = createControl()
  for (let epoch = 0; epoch < spec.epochs; epoch++) acknowledge(control)
  return control
}

interface Trained {
  epochs: TrainedEpoch[]
  end: TrainOutcome
}

/** What was trained before: a training is a function of its job alone, and most of a sweep's attempts are alike. */
const known = new Map<string, Trained>()

/** The whole training. */
function trained(job: TrainJob, kernels: Kernels): Trained {
  const { spec, seed, resume } = job
  const place = resume && [resume.epoch, resume.step, weightsSha256([...resume.weights, ...resume.state])]
  const key = JSON.stringify([spec, seed, place])
  const before = known.get(key)
  if (before) return before
  const epochs: TrainedEpoch[] = []
  kernels.release()
  const tools = { kernels, control: acknowledged(job), post: (epoch: TrainedEpoch) => epochs.push(epoch), now: () => 0 }
  const now = { epochs, end: trainTrial(job, tools) }
  known.set(key, now)
  return now
}

/** How the same training ends when it is asked to stop after so many epochs. */
function stoppedAfter(epochs: number, job: TrainJob, kernels: Kernels): TrainOutcome {
  const control = acknowledged(job)
  let left = epochs
  const stopWhenDone = () => {
    if (left-- <= 0) requestStop(control)
  }
  stopWhenDone()
  kernels.release()
  return trainTrial(job, { kernels, control, now: () => 0, post: stopWhenDone })
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) work()
    isDone = true
  }
}
