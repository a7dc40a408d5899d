import { misbehave, type Task, type Thread, viceOf } from './vices.ts'

const file = new URL('../../../packages/runner/src/pool/thread.ts', import.meta.url)
const { default: thread } = (await import(file.href)) as { default: Thread }

/** The real training thread, but at the learning rates that stand for a vice. */
export default function badThread(task: Task | 'hello'): unknown {
  const vice = task === 'hello' ? undefined : viceOf(task)
  return task === 'hello' || vice === undefined ? thread(task) : misbehave(vice, task, thread)
}
