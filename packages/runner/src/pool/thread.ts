import { type MessagePort, workerData } from 'node:worker_threads'
import { simdKernels } from '@hypersweep/core'
import type { LoadedKernels } from '../kernels/load-kernels.ts'
import type { ThreadTask, TrainedEpoch, TrainOutcome } from './messages.ts'
import { stepBack } from './step-back.ts'
import { trainTrial } from './train-trial.ts'
import { validate } from './validate.ts'

/** What each thread is started with. */
export interface ThreadData {
  kernels: LoadedKernels
}

stepBack()

const { kernels: loaded } = workerData as ThreadData
/** This thread's own. */
export const kernels = simdKernels(loaded.module, { wide: loaded.wide })

/** The entry of a training thread: Piscina calls it with one task after another. */
export default function thread(task: ThreadTask): Uint8Array | undefined {
  if (task === 'hello') return undefined
  kernels.release()
  if ('validate' in task) return validate(task.validate, kernels)
  const { job, control, port } = task
  const onFirstStep = () => port.postMessage({ kind: 'first step' })
  const outcome = trainTrial(job, { kernels, control, post: (epoch) => postEpoch(port, epoch), onFirstStep, now })
  postOutcome(port, outcome)
  // What a failed trial left behind (a timer, half a memory) must not meet the next trial: the pool starts a new thread.
  if (outcome.status === 'failed') process.exit(1)
  return undefined
}

const now = () => performance.now()

function postEpoch(port: MessagePort, epoch: TrainedEpoch): void {
  const files = [epoch.checkpoint, epoch.probabilities].filter((file) => file !== undefined)
  port.postMessage(
    { kind: 'epoch', epoch },
    files.map(({ buffer }) => buffer),
  )
}

function postOutcome(port: MessagePort, outcome: TrainOutcome): void {
  port.postMessage({ kind: 'outcome', outcome }, outcome.status === 'stopped' ? [outcome.checkpoint.buffer] : [])
}
