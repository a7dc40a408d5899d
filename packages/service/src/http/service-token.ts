import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ServiceError } from '../errors.ts'
import { isLoopback, type Listen, listenText } from './listen.ts'

export interface ServiceToken {
  value: string
  /** Made up for this process: who is to use it must be told, once. */
  isRandom: boolean
}

export interface TokenOptions {
  listen: Listen
  /** A file that holds nothing else; its last line break is not part of the token. */
  file?: string | undefined
}

/** What fits into a header; shorter ones could be guessed. */
const TOKEN = /^[\x21-\x7e]{16,512}$/

/**
 * The token that requests must bear: that of the file, else a random one, which is good enough as long as only this
 * machine can reach the server.
 *
 * @throws ServiceError TOKEN_FILE for a file that cannot be read or holds no token; TOKEN_MISSING without a file where
 *   other machines can reach the server
 */
export async function serviceToken({ listen, file }: TokenOptions): Promise<ServiceToken> {
  if (file !== undefined) return { value: await readToken(file), isRandom: false }
  if (isLoopback(listen.host)) return { value: randomBytes(32).toString('base64url'), isRandom: true }
  const got = `Other machines can reach ${listenText(listen)}, and no token is given that keeps them out.`
  const needed =
    'Give --token-file with a file of 16 to 512 characters, such as openssl rand -hex 32 makes; ' +
    'and put a proxy with TLS before it, since HTTP is not encrypted. Or listen on 127.0.0.1.'
  throw new ServiceError('TOKEN_MISSING', got, needed)
}

async function readToken(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const got = `The token file ${file} cannot be read (${error.code ?? error.message}).`
    throw new ServiceError('TOKEN_FILE', got, 'Give a file that holds the token and nothing else.', { cause: error })
  })
  const token = text.replace(/\r?\n$/, '')
  if (TOKEN.test(token)) return token
  const got = `The token file ${file} has ${token.length} characters that make no token.`
  const needed = 'A token has 16 to 512 letters, digits and signs on one line, such as openssl rand -hex 32 makes.'
  throw new ServiceError('TOKEN_FILE', got, needed)
}
