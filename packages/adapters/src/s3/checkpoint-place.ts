import { AdapterError } from '../errors.ts'

/** Where checkpoints are kept. */
export type CheckpointPlace = { kind: 'file'; dir: string } | { kind: 's3'; bucket: string; prefix: string }

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** Letters that are the same in a URL, a file's name and XML. */
const PREFIX = /^[A-Za-z0-9_=.-]+(?:\/[A-Za-z0-9_=.-]+)*$/

/**
 * Understands `file:DIR`, `s3://bucket/prefix` and a plain folder.
 *
 * @throws AdapterError CHECKPOINT_PLACE for anything else, and for credentials, which the message does not repeat
 */
export function checkpointPlace(text: string): CheckpointPlace {
  // One letter is a drive of Windows.
  const scheme = /^([a-z][a-z0-9+]+):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined && text !== '') return { kind: 'file', dir: text }
  if (scheme === 'file') {
    const dir = text.slice('file:'.length).replace(/^\/\/(?=\/)/, '')
    if (dir !== '' && !dir.startsWith('//')) return { kind: 'file', dir }
  }
  return { kind: 's3', ...s3Place(text) }
}

function s3Place(text: string): { bucket: string; prefix: string } {
  const rest = /^s3:\/\/(.*)$/i.exec(text)?.[1]
  if (rest === undefined) throw refused(text.includes('@') ? 'It' : `"${text}"`, 'is no place for checkpoints')
  if (/[@?#]/.test(rest)) throw refused('It', 'holds more than a bucket and a prefix', CREDENTIALS)
  const [bucket = '', ...folders] = rest.replace(/\/$/, '').split('/')
  if (!BUCKET.test(bucket)) throw refused(`"${bucket}"`, 'is no name of a bucket')
  const prefix = folders.join('/')
  const isPlain = PREFIX.test(prefix) && prefix.length <= 512 && !folders.some((name) => /^\.+$/.test(name))
  if (folders.length > 0 && !isPlain)
    throw refused(`"${prefix}"`, 'is no prefix of letters, digits, "_", "=", "." and "-"')
  return { bucket, prefix }
}

const CREDENTIALS = 'Credentials come from the environment, as AWS_ACCESS_KEY_ID or AWS_SHARED_CREDENTIALS_FILE.'

function refused(what: string, trouble: string, more = ''): AdapterError {
  const needed = `Use --checkpoints with a folder, file:DIR or s3://bucket/prefix. ${more}`.trim()
  return new AdapterError('CHECKPOINT_PLACE', `--checkpoints: ${what} ${trouble}.`, needed)
}
