import type { CheckpointStore } from '@hypersweep/sweep'
import { fileCheckpointStore } from './files/file-checkpoint-store.ts'
import { checkpointPlace } from './s3/checkpoint-place.ts'
import { s3CheckpointStore } from './s3/s3-checkpoint-store.ts'

/**
 * The CheckpointStore at a place: a folder, `file:DIR` or `s3://bucket/prefix`. Nothing is opened before it is used.
 *
 * @param env  Amazon's own variables name server, region and credentials of S3: AWS_ENDPOINT_URL_S3, AWS_REGION …
 *
 * @throws AdapterError CHECKPOINT_PLACE
 */
export function checkpointStoreAt(text: string, env: Readonly<Record<string, string | undefined>>): CheckpointStore {
  const place = checkpointPlace(text)
  if (place.kind === 'file') return fileCheckpointStore({ dir: place.dir })
  const endpoint = env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL']
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION']
  return s3CheckpointStore({ ...place, ...(endpoint && { endpoint }), ...(region && { region }) })
}
