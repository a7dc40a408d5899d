import { createHash } from 'node:crypto'
import type { GetObjectCommandOutput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { AdapterError } from '../errors.ts'
import { atOnce } from './at-once.ts'
import { connectS3, type S3Connection, type S3ConnectionOptions } from './connect-s3.ts'
import { s3Error } from './s3-error.ts'

/** An object as a list tells of it. */
export interface Listed {
  /** What follows the prefix that was listed. */
  name: string
  bytes: number
  writtenAtMs: number
}

/** A bucket's objects, whole or not at all, within limits of time. */
export interface S3Bucket {
  put(what: string, key: string, bytes: Uint8Array): Promise<void>
  get(what: string, key: string): Promise<Uint8Array | undefined>
  /** All below a prefix, of whatever number. */
  list(prefix: string): Promise<Listed[]>
  /** The names between a prefix and the next slash. */
  folders(prefix: string): Promise<string[]>
  remove(what: string, key: string): Promise<void>
  /** Moves an object to a name that its bytes give it, so that moving it again comes to the same. */
  moveAside(key: string, nameFor: (etag: string) => string): Promise<void>
  /** By how much the server's clock is ahead of this machine's, by its last answer. */
  aheadMs(): number
}

export interface S3BucketOptions extends S3ConnectionOptions {
  bucket: string
  /** How long a request may last, its retries included, before it is an error. */
  callMs?: number
}

/** What one PUT can carry; S3 takes more in parts alone. */
const MOST_BYTES = 5 * 2 ** 30
/** Sockets in use; what is more waits here, where no limit of time runs. */
const REQUESTS_AT_ONCE = 32
const BODY_TRIES = 3
/** A slow line has this long for each byte beyond the limit of a call. */
const MS_PER_BYTE = 1 / 1000

/** @throws AdapterError CHECKPOINT_S3 where the bucket cannot be used, CHECKPOINT_SIZE for more than 5 GiB */
export function s3Bucket({ bucket, callMs = 60_000, ...options }: S3BucketOptions): S3Bucket {
  let connecting: Promise<S3Connection> | undefined
  const limited = atOnce(REQUESTS_AT_ONCE)
  let aheadMs = 0
  const doing = async <Result>(what: string, key: string, work: (own: Own) => Promise<Result>, bytes = 0) =>
    limited(async () => {
      connecting ??= connectS3(options, (ms) => {
        aheadMs = ms
      })
      const connection = await connecting
      const within = () => ({ abortSignal: AbortSignal.timeout(callMs + Math.ceil(bytes * MS_PER_BYTE)) })
      return work({ ...connection, bucket, within })
    }).catch((cause: unknown) => {
      throw s3Error(cause, { what, place: `s3://${bucket}/${key}`, bucket })
    })
  return {
    put: async (what, key, bytes) => {
      checkSize(bytes)
      await doing(`write ${what} to`, key, (own) => put(own, key, bytes), bytes.length)
    },
    get: (what, key) => doing(`read ${what} from`, key, (own) => get(own, key)),
    list: (prefix) => doing('list', prefix, (own) => list(own, prefix)),
    folders: (prefix) => doing('list', prefix, (own) => folders(own, prefix)),
    remove: (what, key) => doing(`remove ${what} at`, key, (own) => remove(own, key)),
    moveAside: (key, nameFor) => doing('rename', key, (own) => moveAside(own, key, nameFor)),
    aheadMs: () => aheadMs,
  }
}

/** What a call works with. */
interface Own extends S3Connection {
  bucket: string
  /** The limit of one request, which begins now. */
  within(): { abortSignal: AbortSignal }
}

/** The server refuses bytes that are not those that were hashed here. */
async function put({ sdk, client, bucket, within }: Own, key: string, bytes: Uint8Array): Promise<void> {
  const ChecksumSHA256 = createHash('sha256').update(bytes).digest('base64')
  const object = { Bucket: bucket, Key: key, Body: bytes, ContentLength: bytes.length, ChecksumSHA256 }
  await client.send(new sdk.PutObjectCommand(object), within())
}

/**
 * A connection may break among the bytes, which the client's own retries do not cover. The last try compares no hash:
 * what is damaged where it lies is for the reader to judge.
 */
async function get({ sdk, client, bucket, within }: Own, key: string): Promise<Uint8Array | undefined> {
  for (let left = BODY_TRIES - 1; ; left -= 1) {
    const check = left > 0 ? { ChecksumMode: 'ENABLED' as const } : {}
    const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key, ...check })
    const limit = within()
    const answer = await client.send(command, limit).catch(unlessMissing)
    if (answer === undefined) return undefined
    try {
      return await wholeBody(answer, limit.abortSignal)
    } catch (error) {
      if (left === 0 || limit.abortSignal.aborted) throw error
    }
  }
}

async function wholeBody({ Body, ContentLength }: GetObjectCommandOutput, signal: AbortSignal): Promise<Uint8Array> {
  const late = Promise.withResolvers<never>()
  const tooLate = () => late.reject(signal.reason)
  signal.addEventListener('abort', tooLate)
  try {
    const bytes = await Promise.race([Body!.transformToByteArray(), late.promise])
    if (ContentLength === undefined || bytes.length === ContentLength) return bytes
    throw new Error(`${bytes.length} of ${ContentLength} bytes came`)
  } finally {
    signal.removeEventListener('abort', tooLate)
  }
}

async function list(own: Own, prefix: string): Promise<Listed[]> {
  const found: Listed[] = []
  for await (const { Contents = [] } of pages(own, { Prefix: prefix })) {
    for (const { Key = '', Size = 0, LastModified } of Contents) {
      found.push({ name: Key.slice(prefix.length), bytes: Size, writtenAtMs: LastModified?.getTime() ?? 0 })
    }
  }
  return found
}

async function folders(own: Own, prefix: string): Promise<string[]> {
  const found: string[] = []
  for await (const { CommonPrefixes = [] } of pages(own, { Prefix: prefix, Delimiter: '/' })) {
    found.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(prefix.length, -1)))
  }
  return found
}

async function* pages(
  { sdk, client, bucket, within }: Own,
  what: { Prefix: string; Delimiter?: string },
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let from: string | undefined
  do {
    const after = from === undefined ? {} : { ContinuationToken: from }
    const page = await client.send(new sdk.ListObjectsV2Command({ Bucket: bucket, ...what, ...after }), within())
    yield page
    from = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (from !== undefined)
}

async function remove({ sdk, client, bucket, within }: Own, key: string): Promise<void> {
  await client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: key }), within()).catch(unlessMissing)
}

/** Copied first, so that a kill in between leaves both; what is not there any more was moved before. */
async function moveAside(own: Own, key: string, nameFor: (etag: string) => string): Promise<void> {
  const { sdk, client, bucket, within } = own
  const asked = new sdk.HeadObjectCommand({ Bucket: bucket, Key: key })
  const found = await client.send(asked, within()).catch(unlessMissing)
  if (found === undefined) return
  const etag = found.ETag ?? ''
  const to = nameFor(etag.replaceAll(/[^0-9a-z]/gi, ''))
  const source = `${bucket}/${key}`.split('/').map(encodeURIComponent).join('/')
  const copy = { Bucket: bucket, Key: to, CopySource: source, CopySourceIfMatch: etag }
  await client.send(new sdk.CopyObjectCommand(copy), within())
  await remove(own, key)
}

/** A bucket that is missing stays an error. */
function unlessMissing(error: Error & { $metadata?: { httpStatusCode?: number } }): undefined {
  if (error.$metadata?.httpStatusCode !== 404 || error.name === 'NoSuchBucket') throw error
}

function checkSize({ length }: Uint8Array): void {
  if (length <= MOST_BYTES) return
  const got = `A checkpoint has ${length} bytes, and one object of S3 takes ${MOST_BYTES} at most.`
  throw new AdapterError('CHECKPOINT_SIZE', got, 'Use a smaller network, or --checkpoints with a folder.')
}
