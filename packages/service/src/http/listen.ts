import { isIPv4, isIPv6 } from 'node:net'
import { ServiceError } from '../errors.ts'

/** Where a server listens. */
export interface Listen {
  /** A name or an address, without brackets. */
  host: string
  /** 0: any free one. */
  port: number
}

/**
 * Reads `HOST:PORT`, with an IPv6 address in brackets; `none` is undefined.
 *
 * @throws ServiceError LISTEN for anything else
 */
export function parseListen(text: string): Listen | undefined {
  if (text === 'none') return undefined
  const [, bracketed, bare, port] = /^(?:\[([^\]]*)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? []
  const isHost = bracketed === undefined ? /^[a-z0-9._-]+$/i.test(bare ?? '') : isIPv6(bracketed)
  if (isHost && Number(port) <= 65_535) return { host: bracketed ?? bare!, port: Number(port) }
  const needed = 'Write a host and a port, such as 127.0.0.1:8787 or [::1]:8787, or none.'
  throw new ServiceError('LISTEN', `"${text}" is no place to listen at.`, needed)
}

/** `127.0.0.1:8787`, `[::1]:8787`. */
export function listenText({ host, port }: Listen): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`
}

/** Whether only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}
