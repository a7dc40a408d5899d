import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { bullmqTrialQueue, fileCheckpointStore, redisSweepStore } from '@hypersweep/adapters'
import type { Claim, Handled, ScoredEpoch, SweepStore, TrialId } from '@hypersweep/sweep'

// One process that looks to a Redis and its driver as so many workers of one thread: each with connections of its own
// to the queue and the store. They claim, renew, write checkpoints and report as workers do; where these train, they
// sleep, and the bytes of their checkpoints mean nothing.
// `simulated-workers.ts URL CHECKPOINTS WORKERS EPOCHS SECONDS-AN-EPOCH`; SIGTERM ends it.

const [url = '', dir = '', ...numbers] = process.argv.slice(2)
const [workers, epochs, epochSeconds] = numbers.map(Number) as [number, number, number]
const RENEW_MS = 5000
const CHECKPOINT = new Uint8Array(1024)

const checkpoints = fileCheckpointStore({ dir })
const end = new AbortController()
process.on('SIGTERM', () => end.abort())
await Promise.all(Array.from({ length: workers }, (_, index) => work(`simulated-${index}`)))

async function work(worker: string): Promise<void> {
  await using store = await redisSweepStore({ url })
  await using queue = await bullmqTrialQueue({ url })
  const handle = (trial: TrialId) => handled(store, trial, worker)
  await queue.consume(handle, { concurrency: 1, signal: end.signal })
}

async function handled(store: SweepStore, trial: TrialId, worker: string): Promise<Handled> {
  const reply = await store.claim(trial, { token: randomUUID(), worker })
  if (reply.status !== 'claimed') return reply.status === 'ended' ? 'done' : 'later'
  const { claim } = reply
  const renewing = setInterval(() => void store.renew(claim), RENEW_MS)
  try {
    const best = await trained(store, claim)
    if (best === undefined) return 'later'
    await store.finish(claim, { status: 'complete', best, weightsSha256: 'ab'.repeat(32) })
    return 'done'
  } finally {
    clearInterval(renewing)
  }
}

/** The best epoch, of them all; none where the process is asked to end meanwhile. */
async function trained(store: SweepStore, claim: Claim): Promise<ScoredEpoch | undefined> {
  let best: ScoredEpoch | undefined
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const seconds = epochSeconds * (0.75 + Math.random() / 2)
    await pause(1000 * seconds, undefined, { signal: end.signal }).catch(() => undefined)
    if (end.signal.aborted) {
      await store.release(claim)
      return undefined
    }
    const accuracy = 0.9 + Math.random() / 10
    const metrics = {
      val_accuracy: accuracy,
      val_loss: 1 - accuracy,
      train_accuracy: accuracy,
      train_loss: 1 - accuracy,
    }
    if (best === undefined || accuracy > best.score) best = { epoch, score: accuracy, metrics }
    await checkpoints.save(claim.trial, { epoch, step: 0 }, CHECKPOINT)
    await store.report(claim, { epoch, metrics }, { timing: { seconds, samplesPerSecond: 55_000 / seconds }, best })
  }
  return best
}
