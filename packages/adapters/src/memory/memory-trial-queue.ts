import type { ConsumeOptions, Handled, QueueDepth, TrialId, TrialQueue } from '@hypersweep/sweep'
import { reason } from '../errors.ts'

/** The hints of a memory queue; one state may be opened several times. */
export interface MemoryHints {
  /** Every hint that is waiting, handled or coming back, by trial and generation. */
  known: Map<string, TrialId>
  /** When each of them was offered, by `performance.now`. */
  offeredAt: Map<string, number>
  /** The keys of those that wait, oldest first. */
  ready: Set<string>
  /** Those that come back. */
  timers: Map<string, NodeJS.Timeout>
  /** Consumers that found nothing ready. */
  sleepers: Set<() => void>
}

export function memoryHints(): MemoryHints {
  return { known: new Map(), offeredAt: new Map(), ready: new Set(), timers: new Map(), sleepers: new Set() }
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
        hints.offeredAt.set(key, performance.now())
        makeReady(hints, key)
      }
    },
    known: async () => new Set(hints.known.values()),
    depth: async () => depthOf(hints),
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

function depthOf({ known, offeredAt, ready, timers }: MemoryHints): QueueDepth {
  const [next] = ready
  const since = next === undefined ? undefined : offeredAt.get(next)
  return {
    waiting: ready.size,
    active: known.size - ready.size - timers.size,
    delayed: timers.size,
    prioritized: 0,
    oldestSeconds: since === undefined ? 0 : (performance.now() - since) / 1000,
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
    if ((await answer(hints.known.get(key)!)) === 'done') forget(hints, key)
    else if (signal.aborted) makeReady(hints, key)
    else comeBack(hints, key, laterMs)
  }
}

function forget({ known, offeredAt }: MemoryHints, key: string): void {
  known.delete(key)
  offeredAt.delete(key)
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
