import { S3Refusal } from './s3-refusal.ts'
import { xml } from './xml.ts'

/** An object as it is kept. */
export interface StoredObject {
  bytes: Uint8Array
  etag: string
  sha256?: string
  writtenAtMs: number
}

const MOST_KEYS = 1000

/**
 * ListObjectsV2: keys in the order of their bytes, what a delimiter cuts off told once as a common prefix, in pages of
 * at most `pageSize`.
 */
export function listObjects(
  objects: ReadonlyMap<string, StoredObject>,
  query: URLSearchParams,
  pageSize = MOST_KEYS,
): string {
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
  const asked = Number(query.get('max-keys') ?? MOST_KEYS)
  const after = tokenText(query.get('continuation-token')) ?? query.get('start-after') ?? ''
  const most = Math.min(asked, pageSize, MOST_KEYS)
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix))
  const entries = [...new Set(keys.map((key) => cut(key, prefix, delimiter)))].sort(byBytes)
  const rest = entries.filter((entry) => byBytes(entry, after) > 0)
  const page = rest.slice(0, most)
  const isTruncated = rest.length > page.length
  return xml('ListBucketResult', [
    ['Prefix', prefix],
    ['KeyCount', String(page.length)],
    ['MaxKeys', String(asked)],
    ['IsTruncated', String(isTruncated)],
    ...(isTruncated ? [['NextContinuationToken', Buffer.from(page.at(-1)!).toString('base64')] as const] : []),
    ...page.map((entry) => {
      const object = objects.get(entry)
      return object ? contents(entry, object) : (['CommonPrefixes', [['Prefix', entry]]] as const)
    }),
  ])
}

function contents(key: string, { bytes, etag, writtenAtMs }: StoredObject) {
  return [
    'Contents',
    [
      ['Key', key],
      ['LastModified', new Date(writtenAtMs).toISOString()],
      ['ETag', etag],
      ['Size', String(bytes.length)],
      ['StorageClass', 'STANDARD'],
    ],
  ] as const
}

/** A key up to the first delimiter beyond the prefix. */
function cut(key: string, prefix: string, delimiter: string): string {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
  return end < 0 ? key : key.slice(0, end + delimiter.length)
}

function tokenText(token: string | null): string | undefined {
  if (token === null) return undefined
  if (/^[A-Za-z0-9+/]+=*$/.test(token)) return Buffer.from(token, 'base64').toString()
  throw new S3Refusal(400, 'InvalidArgument', 'The continuation token provided is incorrect')
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
