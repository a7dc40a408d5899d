import { createControl } from '../pool/control.ts'
import type { TrainTask } from '../pool/messages.ts'
import thread, { kernels } from '../pool/thread.ts'
import { trainTrial } from '../pool/train-trial.ts'
import { DIES, TELLS_TASKS, THROWS_NULL } from './mortal-seeds.ts'

let tasks = 0

/** The real thread, but for the seeds at which it dies or tells how many tasks it was given. */
export default function mortalThread(task: TrainTask | 'hello'): void {
  if (task === 'hello') return
  tasks += 1
  const { seed } = task.job
  if (seed === THROWS_NULL) throw null
  if (seed === DIES) dieAfterAnEpoch(task)
  else if (seed === TELLS_TASKS) tellTasks(task)
  else thread(task)
}

function dieAfterAnEpoch({ job, port }: TrainTask): void {
  const post = (epoch: unknown) => {
    port.postMessage({ kind: 'epoch', epoch })
    process.exit(3)
  }
  trainTrial(job, { kernels, control: createControl(), now: () => 0, post })
}

function tellTasks({ port }: TrainTask): void {
  port.postMessage({ kind: 'outcome', outcome: { status: 'failed', code: 'TASKS', message: String(tasks) } })
}
