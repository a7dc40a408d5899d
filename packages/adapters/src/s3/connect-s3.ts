import type { S3Client } from '@aws-sdk/client-s3'

type Sdk = typeof import('@aws-sdk/client-s3')

export interface S3Connection {
  sdk: Sdk
  client: S3Client
}

export interface S3ConnectionOptions {
  /** Of a server that is not Amazon's. */
  endpoint?: string
  region?: string
  /** Else by Amazon's own rules: the environment, the shared files, the machine's role. */
  credentials?: { accessKeyId: string; secretAccessKey: string }
  /** How long a server may be silent before the same is asked again. */
  silenceMs?: number
}

/** The first, and seven more after 6 s in the mean: a server that is started anew is back by then. */
const TRIES = 8
const AGENT = { keepAlive: true, maxSockets: 64 }

/**
 * A client of S3. Its library is loaded here, for it takes half a second that most commands need not spend.
 *
 * @param noteAhead  told with each answer by how much the server's clock is ahead of this machine's
 */
export async function connectS3(
  { endpoint, region, credentials, silenceMs = 10_000 }: S3ConnectionOptions,
  noteAhead: (ms: number) => void,
): Promise<S3Connection> {
  const sdk = await import('@aws-sdk/client-s3')
  const client = new sdk.S3Client({
    maxAttempts: TRIES,
    retryMode: 'standard',
    // Hashes are asked for where they are wanted: not every server knows the client's own choice.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: silenceMs, socketTimeout: silenceMs, httpAgent: AGENT, httpsAgent: AGENT },
    // A server of one's own seldom has a name for each bucket, or more than one region.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true, region: 'us-east-1' }),
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
  })
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args)
      const { headers } = answer.response as { headers?: Record<string, string> }
      const date = Date.parse(headers?.['date'] ?? '')
      if (!Number.isNaN(date)) noteAhead(date - Date.now())
      return answer
    },
    { step: 'deserialize', name: 'noteTheClock' },
  )
  return { sdk, client }
}
