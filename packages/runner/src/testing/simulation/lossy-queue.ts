import type { Handled, TrialId } from '@hypersweep/sweep'
import { pause } from './pause.ts'

interface Hint {
  trial: TrialId
  /** Nobody else is handed it before. */
  lockedUntil: number
}

/** A queue's server: it knows hints and locks, as BullMQ does, and may lose them. */
export interface QueueServer {
  offer(trials: readonly { trial: TrialId; generation: number }[]): Promise<void>
  known(): Promise<ReadonlySet<TrialId>>
  /** A hint that nobody has locked, locked. */
  take(lockMs: number): Promise<{ key: string; trial: TrialId } | undefined>
  /** Keeps it locked for so long from now; 0 hands it out at once. */
  lock(key: string, ms: number): Promise<void>
  forget(key: string): Promise<void>
  /** Loses everything. */
  lose(): void
  /** Hands out once more what is being handled. */
  unlock(): void
}

export function queueServer(): QueueServer {
  const hints = new Map<string, Hint>()
  return {
    async offer(trials) {
      for (const { trial, generation } of trials) {
        const key = `${trial}-g${generation}`
        if (!hints.has(key)) hints.set(key, { trial, lockedUntil: 0 })
      }
    },
    known: async () => new Set([...hints.values()].map(({ trial }) => trial)),
    async take(lockMs) {
      const found = [...hints].find(([, { lockedUntil }]) => lockedUntil <= Date.now())
      if (found === undefined) return undefined
      const [key, { trial }] = found
      hints.set(key, { trial, lockedUntil: Date.now() + lockMs })
      return { key, trial }
    },
    async lock(key, ms) {
      const hint = hints.get(key)
      if (hint !== undefined) hint.lockedUntil = Date.now() + ms
    },
    forget: async (key) => void hints.delete(key),
    lose: () => hints.clear(),
    unlock() {
      for (const hint of hints.values()) hint.lockedUntil = 0
    },
  }
}

export interface ConsumingOptions {
  server: QueueServer
  lockMs: number
  concurrency: number
  signal: AbortSignal
  handle: (trial: TrialId) => Promise<Handled>
}

const POLL_MS = 100
const LATER_MS = 500

/** A consumer of that queue; what it cannot tell the server is handed out again when its lock has run out. */
export async function consume(options: ConsumingOptions): Promise<void> {
  await Promise.all(Array.from({ length: options.concurrency }, () => consumeOnOneThread(options)))
}

async function consumeOnOneThread({ server, lockMs, signal, handle }: ConsumingOptions): Promise<void> {
  while (!signal.aborted) {
    const taken = await server.take(lockMs).catch(() => undefined)
    if (taken === undefined) {
      await pause(POLL_MS)
      continue
    }
    const renewing = setInterval(() => void server.lock(taken.key, lockMs).catch(() => undefined), lockMs / 2)
    const answer = await handle(taken.trial).catch((): Handled => 'later')
    clearInterval(renewing)
    const told = answer === 'done' ? server.forget(taken.key) : server.lock(taken.key, signal.aborted ? 0 : LATER_MS)
    await told.catch(() => undefined)
  }
}
