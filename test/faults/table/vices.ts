import { writeSync } from 'node:fs'
import type { MessagePort } from 'node:worker_threads'

/** What of a thread's task is looked at here. */
export interface Task {
  job: { spec: { learning_rate: unknown } }
  port: MessagePort
}

/** A thread's entry. */
export type Thread = (task: Task | 'hello') => unknown

/** The learning rates at which a trial misbehaves where the preload is used; without it they train well. */
export const VICES = {
  exits: 0.00101,
  fillsHeap: 0.00102,
  throwsNull: 0.00103,
  throwsUndefined: 0.00104,
  returnsFunction: 0.00105,
  leaksTimer: 0.00106,
  postsNonsense: 0.00107,
  /** As V8 does it: `process.abort` is not there in threads. */
  aborts: 0.00108,
  /** As the system does it where memory is short. */
  isKilled: 0.00109,
  takesMemory: 0.0011,
  neverEnds: 0.00111,
} as const

export type Vice = keyof typeof VICES

const vices = Object.entries(VICES) as [Vice, number][]

/** The vice of a task, if it has one. */
export function viceOf({ job }: Task): Vice | undefined {
  return vices.find(([, rate]) => rate === job.spec.learning_rate)?.[0]
}

/** What a process says before it aborts. */
export const LAST_WORDS = 'these are the last words of a poison trial'

const STEP_BYTES = 64 * 1024 * 1024
const MOST_STEPS = 40

/** Does what no objective should; `train` is the real thread. */
export function misbehave(vice: Vice, task: Task, train: Thread): unknown {
  switch (vice) {
    case 'exits':
      return process.exit(1)
    case 'fillsHeap':
      return fillHeap()
    case 'throwsNull':
      throw null
    case 'throwsUndefined':
      throw undefined
    case 'returnsFunction':
      return () => 'what cannot be cloned'
    case 'leaksTimer':
      return leakTimer(task, train)
    case 'postsNonsense':
      return task.port.postMessage({ kind: 'outcome', outcome: 'complete' })
    case 'aborts':
      // At once: the console of a thread is written by the main thread.
      writeSync(2, `${LAST_WORDS}\n`)
      return process.kill(process.pid, 'SIGABRT')
    case 'isKilled':
      return process.kill(process.pid, 'SIGKILL')
    case 'takesMemory':
      return takeMemory()
    case 'neverEnds':
      return train({ ...task, port: Object.assign(Object.create(task.port), { postMessage: loop }) })
  }
}

function loop(): never {
  for (;;);
}

/** In large pieces: with small ones the collector alone takes most of the 30 s in which a thread has to begin. */
function fillHeap(): never {
  const kept: number[][] = []
  for (let value = 0; ; value++) kept.push(Array.from({ length: 10_000 }, () => value))
}

/** Trains well, and leaves behind what throws while the next trial is trained. */
function leakTimer(task: Task, train: Thread): void {
  setTimeout(() => {
    throw new Error('a timer of the trial before')
  }, 20)
  train(task)
}

/** 64 MB each 50 ms, of the kind that V8's limits do not count. */
function takeMemory(): never {
  const taken: Float32Array[] = []
  const pause = new Int32Array(new SharedArrayBuffer(4))
  while (taken.length < MOST_STEPS) {
    taken.push(new Float32Array(STEP_BYTES / 4).fill(taken.length + 1))
    Atomics.wait(pause, 0, 0, 50)
  }
  throw new Error(`nobody stopped it: it has ${taken.length} times 64 MB`)
}
