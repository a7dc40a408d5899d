import type { Redis } from 'ioredis'
import { AdapterError, reason } from '../errors.ts'

/** What will not pass by itself: in words that follow the server's name, and what to do about it. */
interface Trouble {
  code: 'REDIS_LOGIN' | 'REDIS_DENIED' | 'REDIS_TLS'
  what: string
  todo: string
}

const LOGIN = /\b(NOAUTH|WRONGPASS)\b|invalid password|without any password configured/
const DENIED = /\bNOPERM\b|ACL failure|can't (run this command|access at least one of the keys)/

/** Codes of OpenSSL and Node by which a certificate is refused that nobody who is trusted has signed. */
const UNKNOWN_ISSUER =
  /^(UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)|(DEPTH_ZERO_)?SELF_SIGNED_CERT|CERT_UNTRUSTED)/

/** What is wrong with a connection, or with a reply on it, for as long as nobody mends it; undefined for all else. */
export function lastingTrouble(client: Redis, error: unknown): Trouble | undefined {
  // Of a transaction that was given up: why.
  const [first = error] = (error as { previousErrors?: readonly Error[] }).previousErrors ?? []
  const why = words(first)
  if (LOGIN.test(why)) {
    return { code: 'REDIS_LOGIN', what: `refuses the login (${why})`, todo: 'Put user and password into its URL.' }
  }
  if (DENIED.test(why)) {
    const user = client.options.username ?? 'default'
    const todo = 'Use the URL of a user who may; infra/redis/users.acl says what each needs.'
    return { code: 'REDIS_DENIED', what: `denies this to the user ${user} (${why})`, todo }
  }
  const todo = tlsAdvice(why, (error as NodeJS.ErrnoException).code ?? '')
  return todo === undefined ? undefined : { code: 'REDIS_TLS', what: `cannot be talked to by TLS (${why})`, todo }
}

/** OpenSSL's messages are several lines with places in its source; its reason is what they say. */
function words(error: unknown): string {
  const { reason: short } = error as { reason?: unknown }
  return typeof short === 'string' ? short : reason(error)
}

function tlsAdvice(why: string, code: string): string | undefined {
  if (UNKNOWN_ISSUER.test(code)) return 'Give the certificate of the CA that signed its own: ?ca=FILE.'
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return "Renew the server's certificate, or set this machine's clock."
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'Use a host name that its certificate holds, or make one that holds this name.'
  }
  if (/^ERR_SSL_.*ALERT/.test(code)) {
    return 'It wants a client certificate that is valid and signed by its CA: ?cert=FILE&key=FILE.'
  }
  if (/^(ERR_SSL_|ERR_TLS_|CERT_)/.test(code))
    return 'Where it speaks no TLS, use redis://, or the port on which it does.'
  // The first byte of a TLS alert, where a reply was awaited.
  return why.includes('got "\\u0015"') ? 'It speaks TLS: use rediss://.' : undefined
}

/** The same as an error, which names the server but never its password. */
export function troubleError(where: string, { code, what, todo }: Trouble, cause: unknown): AdapterError {
  return new AdapterError(code, `${where} ${what}.`, todo, { cause })
}
