import { workerData } from 'node:worker_threads'
import { simdKernels } from '@hypersweep/core'
import { createControl } from '../pool/control.ts'
import type { TrainTask } from '../pool/messages.ts'
import thread, { type ThreadData } from '../pool/thread.ts'
import { trainTrial } from '../pool/train-trial.ts'

/** A thread that dies of seed 666 after its first epoch and throws null at seed 667; else the real one. */
export default function mortalThread(task: TrainTask | 'hello'): void {
  if (task === 'hello' || task.job.seed < 666) thread(task)
  else if (task.job.seed === 666) dieAfterAnEpoch(task)
  else throw null
}

function dieAfterAnEpoch(task: TrainTask): void {
  trainTrial(task.job, {
    kernels: simdKernels((workerData as ThreadData).kernels),
    control: createControl(),
    now: () => 0,
    post(epoch) {
      task.port.postMessage({ kind: 'epoch', epoch })
      process.exit(3)
    },
  })
}
