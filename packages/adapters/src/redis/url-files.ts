import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { AdapterError, reason } from '../errors.ts'

/** What a URL may name a file for. */
export const PARAMETERS = ['ca', 'cert', 'key', 'password_file'] as const
type Parameter = (typeof PARAMETERS)[number]

/** What the files of a URL hold. */
export interface UrlFiles {
  /** Certificates of who may sign the server's, in PEM; without it, those that Node knows. */
  ca?: string
  /** The client's certificate and its key, in PEM; both or none. */
  cert?: string
  key?: string
  password?: string
}

/**
 * Reads the files that the parameters of a URL name; relative paths begin at the working directory.
 *
 * @param shown  the URL, fit to be shown
 * @throws AdapterError REDIS_URL where parameters do not fit, REDIS_FILE where a file does not
 */
export function urlFiles({ protocol, search, password }: URL, shown: string): UrlFiles {
  const paths = parametersOf(search, shown)
  const refuse = (what: string, todo: string) => {
    throw new AdapterError('REDIS_URL', `${JSON.stringify(shown)} ${what}.`, todo)
  }
  const forTls = PARAMETERS.find((name) => name !== 'password_file' && paths[name] !== undefined)
  if (forTls && protocol !== 'rediss:') refuse(`has ${forTls}, which is for TLS`, 'Use rediss://, or leave it out.')
  if ((paths.cert === undefined) !== (paths.key === undefined)) {
    refuse(`has ${paths.cert === undefined ? 'key' : 'cert'} alone`, 'Give both ?cert=FILE&key=FILE, or none.')
  }
  if (paths.password_file !== undefined && password) {
    refuse('has a password and a password_file', 'Leave one of them out.')
  }
  const { ca, cert, key, password_file } = paths
  return {
    ...(ca !== undefined && { ca: certificatesIn(ca, 'ca').text }),
    ...(cert !== undefined && key !== undefined && clientCertificate(cert, key)),
    ...(password_file !== undefined && { password: passwordIn(password_file) }),
  }
}

/** By hand: URLSearchParams reads a plus as a blank, which a file's name may hold as it is. */
function parametersOf(search: string, shown: string): Partial<Record<Parameter, string>> {
  const paths: Partial<Record<Parameter, string>> = {}
  const parts = search.slice(1).split('&')
  for (const part of parts.filter((each) => each !== '')) {
    const [, name = part, value = ''] = /^([^=]*)=(.*)$/.exec(part) ?? []
    const path = decoded(value)
    const known = PARAMETERS.find((each) => each === name)
    const got = JSON.stringify(shown)
    if (!known) {
      const all = PARAMETERS.map((each) => `${each}=FILE`).join(', ')
      throw new AdapterError(
        'REDIS_URL',
        `${got} has ${JSON.stringify(name)}, which means nothing here.`,
        `Use ${all}.`,
      )
    }
    if (!path || paths[known] !== undefined) {
      throw new AdapterError('REDIS_URL', `${got} does not name one file for ${name}.`, `Give ${name}=FILE once.`)
    }
    paths[known] = path
  }
  return paths
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function clientCertificate(cert: string, key: string): Required<Pick<UrlFiles, 'cert' | 'key'>> {
  const { text, first } = certificatesIn(cert, 'cert')
  const { text: keyText, key: privateKey } = keyIn(key)
  if (first.checkPrivateKey(privateKey)) return { cert: text, key: keyText }
  throw badFile(
    'key',
    key,
    `is not the key of the certificate in ${cert}`,
    'Give the two files that were made together.',
  )
}

function certificatesIn(path: string, name: Parameter): { text: string; first: X509Certificate } {
  const text = contentOf(path, name)
  try {
    return { text, first: new X509Certificate(text) }
  } catch {
    throw badFile(name, path, 'holds no certificate', 'A PEM file with BEGIN CERTIFICATE is needed.')
  }
}

function keyIn(path: string): { text: string; key: KeyObject } {
  const text = contentOf(path, 'key')
  try {
    return { text, key: createPrivateKey(text) }
  } catch (error) {
    const isLocked = (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE' || /ENCRYPTED/.test(text)
    if (isLocked) throw badFile('key', path, 'is locked by a passphrase', 'Unlock it: openssl pkey -in FILE -out FILE.')
    throw badFile('key', path, 'holds no private key', 'A PEM file with BEGIN PRIVATE KEY is needed.')
  }
}

function passwordIn(path: string): string {
  const password = contentOf(path, 'password_file').replace(/\r?\n$/, '')
  if (password !== '') return password
  throw badFile('password_file', path, 'is empty', 'It has to hold the password and nothing else.')
}

function contentOf(path: string, name: Parameter): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw badFile(name, path, `cannot be read (${reason(error)})`, 'Give a file that is there and that you may read.')
  }
}

function badFile(name: Parameter, path: string, what: string, todo: string): AdapterError {
  return new AdapterError('REDIS_FILE', `The file ${path}, ${name} of the Redis URL, ${what}.`, todo)
}
