import { createHash } from 'node:crypto'
import { trialId } from '@hypersweep/sweep'
import { type CheckpointStoreHarness, checkpointStoreConformance } from '@hypersweep/sweep/conformance'
import { expect, test } from 'vitest'
import { s3Server } from '../s3-server/s3-server.ts'
import { s3CheckpointStore } from './s3-checkpoint-store.ts'

const BUCKET = 'checkpoints'

async function harness(prefix: string, pageSize?: number): Promise<CheckpointStoreHarness> {
  const server = await s3Server({ buckets: [BUCKET], ...(pageSize !== undefined && { pageSize }) })
  const { endpoint, keys } = server
  const objects = server.buckets.get(BUCKET)!
  return {
    open: async () => s3CheckpointStore({ bucket: BUCKET, prefix, endpoint, credentials: keys }),
    // An object is there once all its bytes have come, or not at all.
    cutShort: async () => {},
    setAside: async (trial) =>
      [...objects]
        .filter(([key]) => key.includes(`${trial}/`) && key.endsWith('.corrupt'))
        .map(([, { bytes }]) => bytes),
    contents: async () => [...objects.keys()],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

checkpointStoreConformance('s3CheckpointStore', () => harness('team/sweeps'))
checkpointStoreConformance('s3CheckpointStore in a whole bucket, listed one by one', () => harness('', 1))

test('each object is sent with its SHA-256, and lies under its trial as a file would', async () => {
  await using server = await s3Server({ buckets: [BUCKET] })
  const { endpoint, keys } = server
  const store = s3CheckpointStore({ bucket: BUCKET, prefix: 'team', endpoint, credentials: keys })
  const bytes = Uint8Array.of(1, 2, 3)
  await store.save(trialId('a1b2c3d4e5', 7), { epoch: 12, step: 3 }, bytes)
  await store.addSweep('a1b2c3d4e5')
  const [checkpoint, mark] = [...server.buckets.get(BUCKET)!]
  expect([checkpoint![0], mark![0]]).toEqual(['team/a1b2c3d4e5-7/000012-000003.safetensors', 'team/.sweeps/a1b2c3d4e5'])
  expect(checkpoint![1].sha256).toBe(createHash('sha256').update(bytes).digest('base64'))
})
