import type { MessagePort } from 'node:worker_threads'
import type { Effect } from './fail-point.ts'
import { effectAt } from './thread-effects.ts'

interface Task {
  job: { spec: { learning_rate: unknown }; resume?: unknown }
  port: MessagePort
}

type Thread = (task: Task | 'hello' | { validate: unknown }) => unknown

const file = new URL('../../../packages/runner/src/pool/thread.ts', import.meta.url)
const { default: thread } = (await import(file.href)) as { default: Thread }

/** The real training thread; at the learning rates that stand for an effect it comes at the second epoch, once. */
export default function failingThread(task: Task | 'hello' | { validate: unknown }): unknown {
  if (task === 'hello' || 'validate' in task || task.job.resume !== undefined) return thread(task)
  const effect = effectAt(task.job.spec.learning_rate)
  return thread(effect === undefined ? task : { ...task, port: failing(task.port, effect) })
}

function failing(port: MessagePort, effect: Effect): MessagePort {
  let epochs = 0
  const postMessage: MessagePort['postMessage'] = (message, transfer) => {
    if ((message as { kind: string }).kind === 'epoch') epochs += 1
    if (epochs === 2) fail(effect)
    port.postMessage(message, transfer as [])
  }
  return { postMessage } as MessagePort
}

function fail(effect: Effect): void {
  if (effect === 'throw') throw new Error('a fault at train')
  if (effect === 'lose the reply') process.exit(0)
  if (effect === 'die before' || effect === 'die after') process.kill(process.pid, 'SIGKILL')
  for (;;);
}
