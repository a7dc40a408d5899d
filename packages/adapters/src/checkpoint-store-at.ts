import type { CheckpointStore } from '@hypersweep/sweep'
import { AdapterError } from './errors.ts'
import { fileCheckpointStore } from './files/file-checkpoint-store.ts'
import { checkpointPlace } from './s3/checkpoint-place.ts'
import { probeBucket, type S3Probe } from './s3/probe-bucket.ts'
import { type S3CheckpointStore, s3CheckpointStore } from './s3/s3-checkpoint-store.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The CheckpointStore at a place: a folder, `file:DIR` or `s3://bucket/prefix`. Nothing is opened before it is used.
 *
 * @param env  Amazon's own variables name server, region and credentials of S3: AWS_ENDPOINT_URL_S3, AWS_REGION …
 *
 * @throws AdapterError CHECKPOINT_PLACE, CHECKPOINT_SDK where the library that speaks with S3 is not installed
 */
export function checkpointStoreAt(text: string, env: Environment): CheckpointStore {
  const place = checkpointPlace(text)
  return place.kind === 'file' ? fileCheckpointStore({ dir: place.dir }) : s3StoreAt(place, env)
}

/**
 * Tries a place for checkpoints that is no folder, and leaves nothing there. Of a folder it tells the path alone.
 *
 * @throws AdapterError CHECKPOINT_PLACE, CHECKPOINT_SDK; CHECKPOINT_S3, CHECKPOINT_DENIED with what to mend
 */
export async function probeCheckpoints(text: string, env: Environment): Promise<S3Probe | { dir: string }> {
  const place = checkpointPlace(text)
  return place.kind === 'file' ? { dir: place.dir } : probeBucket(s3StoreAt(place, env))
}

function s3StoreAt({ bucket, prefix }: { bucket: string; prefix: string }, env: Environment): S3CheckpointStore {
  checkInstalled()
  const endpoint = env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL']
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION']
  return s3CheckpointStore({ bucket, prefix, ...(endpoint && { endpoint }), ...(region && { region }) })
}

const SDK = '@aws-sdk/client-s3'

/** Said before work begins: a worker would leave trial after trial to others. */
function checkInstalled(): void {
  try {
    // As `import` looks for it: `require` also looks where NODE_PATH leads.
    import.meta.resolve('@aws-sdk/client-s3')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') return
    const needed = `npm install ${SDK}, beside hypersweep (with -g where that was installed so).`
    throw new AdapterError('CHECKPOINT_SDK', `The package ${SDK}, which speaks with S3, is not installed.`, needed, {
      cause,
    })
  }
}
