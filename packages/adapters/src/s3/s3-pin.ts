import { randomUUID } from 'node:crypto'
import { AdapterError } from '../errors.ts'
import { checkSweepId } from '../trial-name.ts'
import type { S3Bucket } from './s3-bucket.ts'

/** A pin that was not written again for so long is that of a dead process. */
export const PIN_LASTS_MS = 60_000
const WRITTEN_EACH_MS = 20_000

/**
 * An object that says that this process reads a sweep's checkpoints, until it is disposed. It is written again while it
 * lasts; one of a process that has died ends by itself. Who may not write reads without one.
 */
export async function pin(bucket: S3Bucket, folder: string, sweepId: string): Promise<AsyncDisposable> {
  checkSweepId(sweepId)
  const key = `${folder}${sweepId}.${randomUUID()}.pin`
  const write = () => bucket.put('a pin', key, Uint8Array.of(46))
  const isPinned = await write().then(() => true, unlessDenied)
  if (!isPinned) return { [Symbol.asyncDispose]: async () => undefined }
  let writing = Promise.resolve()
  const timer = setInterval(() => {
    writing = writing.then(write).catch(() => undefined)
  }, WRITTEN_EACH_MS).unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await writing
      // What was read is read; a pin that stays ends by itself.
      await bucket.remove('a pin', key).catch(() => undefined)
    },
  }
}

/** Whether a live process reads the sweep's checkpoints, by the server's clock; what dead ones left is taken away. */
export async function pinned(bucket: S3Bucket, folder: string, sweepId: string): Promise<boolean> {
  const prefix = `${folder}${sweepId}.`
  const pins = await bucket.list(prefix)
  const now = Date.now() + bucket.aheadMs()
  const dead = pins.filter(({ writtenAtMs }) => now - writtenAtMs > PIN_LASTS_MS)
  for (const { name } of dead) await bucket.remove('a pin', prefix + name)
  return pins.length > dead.length
}

function unlessDenied(error: unknown): false {
  if (error instanceof AdapterError && error.code === 'CHECKPOINT_DENIED') return false
  throw error
}
