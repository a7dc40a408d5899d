import { setTimeout as pause } from 'node:timers/promises'
import { reason } from '../errors.ts'
import { isAlive } from '../files/is-alive.ts'

export interface KeepRunningOptions {
  /** The process that runs now. */
  pid: number
  /** Starts the next one. */
  start: (signal: AbortSignal) => Promise<number>
  log: (line: string) => void
}

/** A process that is started again when it dies. Disposing ends that, also a start that is under way. */
export interface KeptProcess extends AsyncDisposable {
  readonly pid: number
}

/** It is looked after by number, for it may be the child of an owner that was killed. */
const LOOK_MS = 200
/** A start that bears fruit lives longer. */
const FRUITLESS_MS = 5000
const FRUITLESS_STARTS = 5
const FIRST_WAIT_MS = 250

/** Starts a process again at once when it dies; after 0.25, 0.5, 1, 2 s when it dies again at once; no more when starts fail. */
export function keepRunning({ pid, start, log }: KeepRunningOptions): KeptProcess {
  const stop = new AbortController()
  let current = pid
  const started = (next: number) => {
    current = next
  }
  const kept = keep({ current: () => current, started, start, log, signal: stop.signal })
  return {
    get pid() {
      return current
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await kept
    },
  }
}

interface Keeping extends Pick<KeepRunningOptions, 'start' | 'log'> {
  current: () => number
  started: (pid: number) => void
  signal: AbortSignal
}

async function keep({ current, started, start, log, signal }: Keeping): Promise<void> {
  let [fruitless, why] = [0, 'it ends as soon as it has started']
  for (;;) {
    const began = performance.now()
    while (isAlive(current()) && !signal.aborted) await waited(LOOK_MS, signal)
    if (signal.aborted) return
    if (performance.now() - began > FRUITLESS_MS) fruitless = 0
    if (fruitless === FRUITLESS_STARTS) return log(`it is not started again, after ${fruitless} times: ${why}`)
    if (fruitless === 0) log(`process ${current()} has ended: it is started again`)
    else await waited(FIRST_WAIT_MS * 2 ** (fruitless - 1), signal)
    fruitless += 1
    try {
      started(await start(signal))
      // It did start: whoever kills it again and again is waited for, and not given in to.
      fruitless = Math.min(fruitless, FRUITLESS_STARTS - 1)
    } catch (error) {
      why = reason(error)
    }
  }
}

async function waited(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal, ref: false }).catch(() => {}) // An abort is what the caller looks at next.
}
