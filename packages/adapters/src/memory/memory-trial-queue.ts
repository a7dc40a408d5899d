import type { ConsumeOptions, Handled, TrialId, TrialQueue } from '@hypersweep/sweep'
import { reason } from '../errors.ts'

/** The hints of a memory queue; one state may be opened several times. */
export interface MemoryHints {
  /** Every hint that is waiting, handled or coming back, by trial and generation. */
  known: Map<string, TrialId>
  /** The keys of those that wait, oldest first. */
  ready: Set<string>
  /** Those that come back. */
  timers: Map<string, NodeJS.Timeout>
  /** Consumers that found nothing ready. */
  sleepers: Set<() => void>
}

export function memoryHints(): MemoryHints {
  return { known: new Map(), ready: new Set(), timers: new Map(), sleepers: new Set() }
}

export interface MemoryTrialQueueOptions {
  /** How long a trial answered 'later' stays away. */
  laterMs?: number
  hints?: MemoryHints
  log?: (line: string) => void
}

/** TrialQueue in this process's memory: the embedded engine's queue. Oldest first. */
export function memoryTrialQueue({
  laterMs = 1000,
  hints = memoryHints(),
  log = () => {},
}: MemoryTrialQueueOptions = {}): TrialQueue {
  return {
    offer: async (trials) => {
      for (const { trial, generation } of trials) {
        const key = `${trial}-g${generation}`
        if (hints.known.has(key)) continue
        hints.known.set(key, trial)
        makeReady(hints, key)
      }
    },
    known: async () => new Set(hints.known.values()),
    consume: async (handle, options) => {
      const answer = (trial: TrialId) =>
        handle(trial).catch((error: unknown): Handled => {
          log(`trial ${trial} comes back: its handler threw: ${reason(error)}`)
          return 'later'
        })
      await Promise.all(Array.from({ length: options.concurrency }, () => handOut(hints, answer, options, laterMs)))
    },
    [Symbol.asyncDispose]: async () => {
      for (const timer of hints.timers.values()) clearTimeout(timer)
      hints.timers.clear()
    },
  }
}

/** One of the `concurrency` loops of a `consume`. */
async function handOut(
  hints: MemoryHints,
  answer: (trial: TrialId) => Promise<Handled>,
  { signal }: ConsumeOptions,
  laterMs: number,
): Promise<void> {
  while (!signal.aborted) {
    const [key] = hints.ready
    if (key === undefined) {
      await somethingReady(hints, signal)
      continue
    }
    hints.ready.delete(key)
    if ((await answer(hints.known.get(key)!)) === 'done') hints.known.delete(key)
    else if (signal.aborted) makeReady(hints, key)
    else comeBack(hints, key, laterMs)
  }
}

function comeBack(hints: MemoryHints, key: string, laterMs: number): void {
  const timer = setTimeout(() => {
    hints.timers.delete(key)
    makeReady(hints, key)
  }, laterMs)
  hints.timers.set(key, timer)
}

function makeReady(hints: MemoryHints, key: string): void {
  hints.ready.add(key)
  for (const wake of hints.sleepers) wake()
}

function somethingReady({ sleepers }: MemoryHints, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      sleepers.delete(wake)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    sleepers.add(wake)
    signal.addEventListener('abort', wake)
  })
}
