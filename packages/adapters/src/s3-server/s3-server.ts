import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listObjects, type StoredObject } from './list-objects.ts'
import { S3Refusal } from './s3-refusal.ts'
import { checkSignature, type Keys } from './signature.ts'
import { xml } from './xml.ts'

export interface S3ServerOptions {
  buckets: readonly string[]
  keys?: Keys
  region?: string
  now?: () => number
  /** Whether only reading is allowed. */
  readOnly?: boolean
  /** How many entries a page of a list holds at most. */
  pageSize?: number
}

export interface S3Server extends AsyncDisposable {
  endpoint: string
  /** Which a client signs with. */
  keys: Keys
  buckets: ReadonlyMap<string, Map<string, StoredObject>>
  /** What was asked, in order: `PUT /bucket/key`. */
  requests: string[]
}

/**
 * A strict stand-in for S3 in this process's memory, for tests on machines where no other server can be had: the part of
 * the protocol that a checkpoint store uses, checking signatures, hashes, conditions and lengths.
 */
export async function s3Server(options: S3ServerOptions): Promise<S3Server> {
  const buckets = new Map(options.buckets.map((name) => [name, new Map<string, StoredObject>()]))
  const keys = options.keys ?? { accessKeyId: 'HSTESTKEYID', secretAccessKey: 'hs-test-secret' }
  const { region = 'us-east-1', now = Date.now, pageSize } = options
  const requests: string[] = []
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    response.sendDate = false
    response.setHeader('date', new Date(now()).toUTCString())
    try {
      const body = Buffer.concat(await request.toArray())
      checkSignature(request, body, { keys, region, nowMs: now() })
      const isWrite = request.method !== 'GET' && request.method !== 'HEAD'
      if (isWrite && options.readOnly) throw new S3Refusal(403, 'AccessDenied', 'Access Denied')
      answer({ request, response, body, buckets, now, ...(pageSize !== undefined && { pageSize }) })
    } catch (error) {
      refuse(response, error)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    buckets,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

interface Asked {
  request: IncomingMessage
  response: ServerResponse
  body: Uint8Array
  buckets: ReadonlyMap<string, Map<string, StoredObject>>
  now: () => number
  pageSize?: number
}

function answer(asked: Asked): void {
  const { request, response, buckets } = asked
  const url = new URL(request.url!, 'http://server')
  const [, bucket = '', ...rest] = url.pathname.split('/')
  const key = decodeURIComponent(rest.join('/'))
  const objects = buckets.get(bucket)
  if (!objects) throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist')
  if (key === '') {
    if (request.method !== 'GET' || url.searchParams.get('list-type') !== '2') throw notImplemented(request)
    response.setHeader('content-type', 'application/xml')
    response.end(listObjects(objects, url.searchParams, asked.pageSize))
    return
  }
  const work = WORKS[request.method ?? '']
  if (work === undefined) throw notImplemented(request)
  work(asked, objects, key)
}

type Work = (asked: Asked, objects: Map<string, StoredObject>, key: string) => void

const WORKS: Readonly<Record<string, Work>> = {
  PUT: (asked, objects, key) =>
    asked.request.headers['x-amz-copy-source'] === undefined ? put(asked, objects, key) : copy(asked, objects, key),
  GET: get,
  HEAD: get,
  DELETE: ({ response }, objects, key) => {
    objects.delete(key)
    response.writeHead(204).end()
  },
}

function put({ request, response, body, now }: Asked, objects: Map<string, StoredObject>, key: string): void {
  const { headers } = request
  if (headers['content-length'] === undefined) throw new S3Refusal(411, 'MissingContentLength', 'Give its length.')
  const sha256 = createHash('sha256').update(body).digest('base64')
  const told = headers['x-amz-checksum-sha256']
  if (told !== undefined && told !== sha256) throw new S3Refusal(400, 'BadDigest', 'The SHA-256 is another one.')
  if (headers['if-none-match'] === '*' && objects.has(key)) throw preconditionFailed()
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  objects.set(key, { bytes: body, etag, writtenAtMs: seconds(now()), ...(told !== undefined && { sha256 }) })
  response.setHeader('etag', etag)
  response.end()
}

function copy({ request, response, buckets, now }: Asked, objects: Map<string, StoredObject>, key: string): void {
  const source = decodeURIComponent(String(request.headers['x-amz-copy-source'])).replace(/^\//, '')
  const slash = source.indexOf('/')
  const found = buckets.get(source.slice(0, slash))?.get(source.slice(slash + 1))
  if (!found) throw new S3Refusal(404, 'NoSuchKey', 'The specified key does not exist.')
  const wanted = request.headers['x-amz-copy-source-if-match']
  if (wanted !== undefined && wanted !== found.etag) throw preconditionFailed()
  const copied = { ...found, writtenAtMs: seconds(now()) }
  objects.set(key, copied)
  response.setHeader('content-type', 'application/xml')
  const modified = new Date(copied.writtenAtMs).toISOString()
  response.end(
    xml('CopyObjectResult', [
      ['LastModified', modified],
      ['ETag', found.etag],
    ]),
  )
}

function get({ request, response }: Asked, objects: Map<string, StoredObject>, key: string): void {
  const found = objects.get(key)
  if (!found) throw new S3Refusal(404, 'NoSuchKey', 'The specified key does not exist.')
  const { bytes, etag, sha256, writtenAtMs } = found
  response.setHeader('etag', etag)
  response.setHeader('last-modified', new Date(writtenAtMs).toUTCString())
  response.setHeader('content-length', bytes.length)
  if (request.headers['x-amz-checksum-mode'] === 'ENABLED' && sha256) {
    response.setHeader('x-amz-checksum-sha256', sha256)
  }
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

function refuse(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof S3Refusal ? error : new S3Refusal(500, 'InternalError', String(error))
  response.setHeader('content-type', 'application/xml')
  response.statusCode = refusal.status
  const fields = Object.entries({ Code: refusal.code, Message: refusal.message, ...refusal.fields })
  response.end(xml('Error', fields))
}

/** S3 notes whole seconds. */
function seconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000
}

function preconditionFailed(): S3Refusal {
  return new S3Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
}

function notImplemented({ method, url }: IncomingMessage): S3Refusal {
  return new S3Refusal(501, 'NotImplemented', `${method} ${url} is not part of this server.`)
}
