import { beat, createControl } from '../pool/control.ts'
import type { ThreadTask, TrainTask } from '../pool/messages.ts'
import thread, { kernels } from '../pool/thread.ts'
import { trainTrial } from '../pool/train-trial.ts'
import { DIES, HANGS, POSTS_NONSENSE, TELLS_MEMORY, TELLS_TASKS, THROWS_NULL } from './mortal-seeds.ts'

let tasks = 0

/** The real thread, but for the seeds at which it dies or tells how many tasks it was given and how much memory it has. */
export default function mortalThread(task: ThreadTask): Uint8Array | undefined {
  if (task === 'hello' || 'validate' in task) return thread(task)
  tasks += 1
  const { seed } = task.job
  if (seed === THROWS_NULL) throw null
  if (seed === HANGS) hang(task)
  if (seed === POSTS_NONSENSE) task.port.postMessage({ kind: 'outcome', outcome: 'complete' })
  else if (seed === DIES) dieAfterAnEpoch(task)
  else if (seed === TELLS_TASKS) tell(task, 'TASKS', tasks)
  else if (seed === TELLS_MEMORY) tell(task, 'MEMORY', kernels.floats(1).buffer.byteLength)
  else thread(task)
  return undefined
}

function dieAfterAnEpoch({ job, port }: TrainTask): void {
  const post = (epoch: unknown) => {
    port.postMessage({ kind: 'epoch', epoch })
    process.exit(3)
  }
  trainTrial(job, { kernels, control: createControl(), now: () => 0, post })
}

function hang({ control }: TrainTask): never {
  beat(control)
  for (;;);
}

function tell({ port }: TrainTask, code: string, value: number): void {
  port.postMessage({ kind: 'outcome', outcome: { status: 'failed', code, message: String(value) } })
}
