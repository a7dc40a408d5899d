import { AdapterError } from '../errors.ts'

interface Where {
  /** What was tried: `write a checkpoint to`. */
  what: string
  place: string
  bucket: string
}

/** What an error of the client or of the network means, and what to do. The server's own text may quote a key, so it is not repeated. `CHECKPOINT_DENIED` where a right is missing. */
export function s3Error(cause: unknown, { what, place, bucket }: Where): AdapterError {
  if (cause instanceof AdapterError) return cause
  const meant = meaning(cause, bucket)
  const { said, fix } = meant
  return new AdapterError(
    meant === DENIED ? 'CHECKPOINT_DENIED' : 'CHECKPOINT_S3',
    `Could not ${what} ${place}: ${said}.`,
    fix,
  )
}

interface Meaning {
  said: string
  fix: string
}

const AWAY = 'Trials go on from their last checkpoint once it answers. See that AWS_ENDPOINT_URL_S3 names the server.'
const RIGHTS =
  'It needs s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on what is in it.'
const DENIED: Meaning = { said: 'access is denied', fix: RIGHTS }
const KEYS = 'See AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the file that AWS_SHARED_CREDENTIALS_FILE names.'

const MEANINGS: Readonly<Record<string, Meaning>> = {
  CredentialsProviderError: {
    said: 'no credentials were found',
    fix: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SHARED_CREDENTIALS_FILE to a file with them.',
  },
  InvalidAccessKeyId: { said: 'the server does not know the access key', fix: KEYS },
  SignatureDoesNotMatch: { said: 'the secret key is not that of the access key', fix: KEYS },
  ExpiredToken: { said: 'the credentials have expired', fix: 'Get new ones.' },
  InvalidToken: { said: 'the session token is not valid', fix: 'See AWS_SESSION_TOKEN.' },
  AccessDenied: DENIED,
  Forbidden: DENIED,
  RequestTimeTooSkewed: {
    said: "this machine's clock is more than 15 minutes off",
    fix: 'Set it right, such as by NTP.',
  },
  SlowDown: { said: 'the server asks for fewer requests', fix: 'Trials go on from their last checkpoint.' },
  QuotaExceeded: { said: 'the quota is used up', fix: 'Free some space; trials go on from their last checkpoint.' },
  XMinioStorageFull: { said: 'its disks are full', fix: 'Free some space; trials go on from their last checkpoint.' },
  TimeoutError: { said: 'it did not answer in time', fix: AWAY },
  ECONNREFUSED: { said: 'nothing listens there', fix: AWAY },
  ECONNRESET: { said: 'the connection broke', fix: AWAY },
  EPIPE: { said: 'the connection broke', fix: AWAY },
  ENOTFOUND: { said: 'its name has no address', fix: AWAY },
  EAI_AGAIN: { said: 'its name could not be looked up', fix: AWAY },
}

function meaning(cause: unknown, bucket: string): Meaning {
  const error = cause as Error & { code?: string; $metadata?: { httpStatusCode?: number } }
  const status = error.$metadata?.httpStatusCode
  // The client calls a connection that broke a TimeoutError too; the network's own code says more.
  const known = MEANINGS[error.code ?? ''] ?? MEANINGS[error.name]
  if (known) return known
  if (error.name === 'NoSuchBucket')
    return { said: `there is no bucket ${bucket}`, fix: 'Make it, or name another one.' }
  const region = regionIn(error)
  if (region !== undefined) return region
  if (error.name === 'AbortError') return MEANINGS['TimeoutError']!
  if (/certificate|self.signed/i.test(`${error.code} ${error.message}`)) {
    const fix = 'Name the file of the authority that signed it in NODE_EXTRA_CA_CERTS.'
    return { said: `its certificate is not trusted (${error.code})`, fix }
  }
  if (status === 403) return DENIED
  if (status === 503 || status === 429) return MEANINGS['SlowDown']!
  if (status === 507) return MEANINGS['QuotaExceeded']!
  const told = status === undefined ? `${error.name}, ${error.message}` : `${error.name}, status ${status}`
  return { said: told, fix: 'See that the server is well; trials go on from their last checkpoint.' }
}

/** Of a bucket that is looked for in another region than its own. */
function regionIn(error: Error & { Region?: string; $response?: { headers?: Record<string, string> } }) {
  const isElsewhere = ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException']
  if (error.message === 'Region is missing') {
    return { said: 'no region is set', fix: 'Set AWS_REGION to that of the bucket, such as us-east-1.' }
  }
  if (!isElsewhere.includes(error.name)) return undefined
  const region = error.Region ?? error.$response?.headers?.['x-amz-bucket-region']
  return {
    said: region === undefined ? 'the bucket is in another region' : `the bucket is in the region ${region}`,
    fix: `Set AWS_REGION to ${region ?? "the bucket's own"}.`,
  }
}
