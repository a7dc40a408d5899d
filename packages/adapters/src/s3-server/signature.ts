import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { S3Refusal } from './s3-refusal.ts'

export interface Keys {
  accessKeyId: string
  secretAccessKey: string
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/

/**
 * Checks a request's signature, version 4: who asks, when, for which region, and that nothing of it was changed.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @throws S3Refusal as S3 answers
 */
export function checkSignature(
  request: IncomingMessage,
  body: Uint8Array,
  { keys, region, nowMs }: { keys: Keys; region: string; nowMs: number },
): void {
  const header = (name: string) => String(request.headers[name] ?? '')
  if (header('authorization') === '') throw new S3Refusal(403, 'AccessDenied', 'Access Denied')
  const found = AUTHORIZATION.exec(header('authorization'))
  if (!found) throw new S3Refusal(400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed.')
  const [, keyId, day, givenRegion, signed = '', signature] = found
  if (keyId !== keys.accessKeyId) throw new S3Refusal(403, 'InvalidAccessKeyId', `The key ${keyId} is not known.`)
  if (givenRegion !== region) throw wrongRegion(region, givenRegion)
  const at = header('x-amz-date')
  if (Math.abs(nowMs - timeOf(at)) > 900_000) throw new S3Refusal(403, 'RequestTimeTooSkewed', 'The clocks differ.')
  const payload = header('x-amz-content-sha256')
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) {
    throw new S3Refusal(400, 'XAmzContentSHA256Mismatch', 'The payload is not what was signed.')
  }
  const url = new URL(request.url!, 'http://server')
  const names = signed.split(';')
  if (!names.includes('host')) throw new S3Refusal(403, 'AccessDenied', 'The host is not signed.')
  const lines = names.map((name) => `${name}:${header(name).trim().replaceAll(/ +/g, ' ')}\n`).join('')
  const canonical = [request.method, url.pathname, queryOf(url), lines, signed, payload].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n')
  const key = [day!, region, 's3', 'aws4_request'].reduce<Uint8Array | string>(hmac, `AWS4${keys.secretAccessKey}`)
  if (hmac(key, text).toString('hex') !== signature) {
    throw new S3Refusal(403, 'SignatureDoesNotMatch', `The signature is not that of ${keyId}.`)
  }
}

function wrongRegion(region: string, given: string | undefined): S3Refusal {
  const message = `The authorization header is malformed; the region '${given}' is wrong; expecting '${region}'`
  return new S3Refusal(400, 'AuthorizationHeaderMalformed', message, { Region: region })
}

function queryOf(url: URL): string {
  const pairs = [...url.searchParams].map((pair) => pair.map(encoded).join('='))
  return pairs.sort().join('&')
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function timeOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: Uint8Array | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
