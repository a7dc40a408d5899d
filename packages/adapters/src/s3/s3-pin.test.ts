import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type S3Server, s3Server } from '../s3-server/s3-server.ts'
import { s3CheckpointStore } from './s3-checkpoint-store.ts'

const SWEEP = 'a1b2c3d4e5'

/** By how much the server's clock has gone on since the test began. */
let passedMs = 0
let server: S3Server
beforeEach(async () => {
  passedMs = 0
  server = await s3Server({ buckets: ['checkpoints'], now: () => Date.now() + passedMs })
})
afterEach(async () => {
  vi.useRealTimers()
  await server[Symbol.asyncDispose]()
})

const store = () =>
  s3CheckpointStore({ bucket: 'checkpoints', prefix: '', endpoint: server.endpoint, credentials: server.keys })
const objects = () => [...server.buckets.get('checkpoints')!.keys()]

describe('a pin in a bucket', () => {
  test('of a process that has died ends a minute after it was last written, and is taken away', async () => {
    // Nothing renews it: no timer fires before the test ends.
    await store().pin(SWEEP)
    passedMs = 58_000
    expect(await store().pinned(SWEEP)).toBe(true)
    passedMs = 62_000
    expect(await store().pinned(SWEEP)).toBe(false)
    expect(objects()).toEqual([])
  })

  test('is written again while it lasts', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    await using pin = await store().pin(SWEEP)
    for (let minute = 0; minute < 3; minute++) {
      passedMs += 50_000
      vi.advanceTimersByTime(20_000)
      await expect.poll(() => server.requests.filter((line) => line.startsWith('PUT')).length).toBe(minute + 2)
    }
    expect(await store().pinned(SWEEP)).toBe(true)
    await pin[Symbol.asyncDispose]()
    expect(objects()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that a server has lost meanwhile is no trouble for its reader', async () => {
    const pin = await store().pin(SWEEP)
    server.buckets.get('checkpoints')!.clear()
    await pin[Symbol.asyncDispose]()
    expect(await store().pinned(SWEEP)).toBe(false)
  })

  test('is none for a reader who may not write, and that is no trouble', async () => {
    await using readOnly = await s3Server({ buckets: ['checkpoints'], readOnly: true })
    const { endpoint, keys: credentials } = readOnly
    const reader = s3CheckpointStore({ bucket: 'checkpoints', prefix: '', endpoint, credentials })
    await using _pin = await reader.pin(SWEEP)
    expect(await reader.pinned(SWEEP)).toBe(false)
    await expect(reader.addSweep(SWEEP)).rejects.toMatchObject({
      code: 'CHECKPOINT_DENIED',
      message: expect.stringContaining('access is denied. It needs s3:ListBucket on the bucket, and s3:GetObject'),
    })
  })
})
