import { type CheckpointStoreHarness, checkpointStoreConformance } from '@hypersweep/sweep/conformance'
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
