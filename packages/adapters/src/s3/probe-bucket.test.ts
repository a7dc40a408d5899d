import { expect, test } from 'vitest'
import { s3Server } from '../s3-server/s3-server.ts'
import { probeBucket } from './probe-bucket.ts'
import { s3CheckpointStore } from './s3-checkpoint-store.ts'

test('a bucket is tried in all that is done with it, and left as it was', async () => {
  await using server = await s3Server({ buckets: ['sweeps'], now: () => Date.now() + 120_000 })
  const { endpoint, keys } = server
  const store = s3CheckpointStore({ bucket: 'sweeps', prefix: 'team', endpoint, credentials: keys })
  const found = await probeBucket(store)
  expect(found).toMatchObject({ place: 's3://sweeps/team', writeMs: expect.any(Number) })
  expect(Math.abs(found.aheadMs - 120_000)).toBeLessThan(5000)
  expect([...new Set(server.requests.map((line) => line.split(' ')[0]))].sort()).toEqual(['DELETE', 'GET', 'PUT'])
  expect(server.buckets.get('sweeps')!.size).toBe(0)
})

test('one that forgets what it was told is found out', async () => {
  await using server = await s3Server({ buckets: ['sweeps'] })
  const { endpoint, keys } = server
  const store = s3CheckpointStore({ bucket: 'sweeps', prefix: '', endpoint, credentials: keys })
  await expect(probeBucket({ ...store, list: async () => [] })).rejects.toMatchObject({ code: 'S3_FORGETS' })
  await expect(probeBucket({ ...store, load: async () => Uint8Array.of(7) })).rejects.toMatchObject({
    code: 'S3_FORGETS',
  })
  await expect(probeBucket({ ...store, removeTrial: async () => undefined })).rejects.toMatchObject({
    code: 'S3_FORGETS',
  })
})
