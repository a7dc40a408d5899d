import { lookup as systemLookup } from 'node:dns/promises'
import { get as getPlain, type IncomingMessage } from 'node:http'
import { get as getSecure, type RequestOptions } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type AllowedHost, allowancesFor, mayBeAt } from './allowed-hosts.ts'

export interface AskOptions {
  headers: Readonly<Record<string, string>>
  signal: AbortSignal
}

/**
 * Asks for one URL, without following where it leads.
 *
 * @throws LeadsNowhere for a URL that is not to be asked; what the connection throws
 */
export type Ask = (url: URL, options: AskOptions) => Promise<IncomingMessage>

/** A URL that is not worth another try. */
export class LeadsNowhere extends Error {
  override readonly name = 'LeadsNowhere'
}

/** Asks anybody: for mirrors that a person chose, without TLS too, since what they send is known. */
export const askAnyone: Ask = (url, options) => {
  if (!/^https?:$/.test(url.protocol)) throw new LeadsNowhere(`is no address on the web: ${url.href}`)
  return answer(url.protocol === 'https:' ? getSecure : getPlain, url, options)
}

export interface Address {
  address: string
  family: number
}

export interface AllowedOptions {
  hosts: readonly AllowedHost[]
  /** All addresses of a name; the system's resolver, but in tests. */
  resolve?: (hostname: string) => Promise<readonly Address[]>
  /** Certificates of an authority, in place of those that the system trusts. */
  ca?: string | Buffer
}

/** More of a header is no data set's. */
const MOST_HEADER_BYTES = 16_384

/**
 * Asks allowed hosts only, over TLS, at addresses where they may be. A name is looked up once and the connection goes to
 * what was found, so that a second answer of the DNS changes nothing. Each request has a connection of its own, and none
 * goes by a proxy, whose look-up could not be checked.
 */
export function askAllowed({ hosts, resolve = systemAddresses, ca }: AllowedOptions): Ask {
  return async (url, options) => {
    if (url.protocol !== 'https:') throw new LeadsNowhere(`is not asked: ${url.origin} has no https`)
    if (url.username !== '' || url.password !== '') throw new LeadsNowhere('is not asked: it has a name or a password')
    const allowances = allowancesFor(url, hosts)
    if (allowances.length === 0) throw new LeadsNowhere(`is not asked: ${url.host} is not allowed here`)
    const addresses = await orAborted(addressesOf(url.hostname, resolve), options.signal)
    const refused = addresses.find(({ address }) => !mayBeAt(address, allowances))
    if (refused) throw mayNotBeAt(refused.address, url)
    if (addresses.length === 0) throw new LeadsNowhere(`is not asked: ${url.hostname} has no address`)
    const more: RequestOptions = { agent: false, lookup: pinned(addresses), maxHeaderSize: MOST_HEADER_BYTES }
    return answer(getSecure, url, options, ca === undefined ? more : { ...more, ca })
  }
}

function mayNotBeAt(address: string, { hostname, host }: URL): LeadsNowhere {
  const way = `--data-host ${host}=${address}`
  return new LeadsNowhere(`is not asked: ${hostname} is at ${address}, where it may not be unless you say so: ${way}`)
}

async function addressesOf(hostname: string, resolve: NonNullable<AllowedOptions['resolve']>) {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(literal)
  return family === 0 ? resolve(hostname) : [{ address: literal, family }]
}

function systemAddresses(hostname: string): Promise<readonly Address[]> {
  return systemLookup(hostname, { all: true })
}

function pinned(addresses: readonly Address[]): LookupFunction {
  const [first] = addresses
  return (_, { all }, done) => (all ? done(null, [...addresses]) : done(null, first!.address, first!.family))
}

/** A resolver cannot be stopped; who waits for it can. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([promise, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}

function answer(
  ask: typeof getSecure,
  url: URL,
  { headers, signal }: AskOptions,
  more: RequestOptions = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { ...more, headers: { 'accept-encoding': 'identity', ...headers }, signal }
    ask(url, options, resolve).on('error', (error: NodeJS.ErrnoException) => {
      const isTooMuch = error.code === 'HPE_HEADER_OVERFLOW'
      reject(isTooMuch ? new LeadsNowhere(`sends a header of more than ${MOST_HEADER_BYTES} bytes`) : error)
    })
  })
}
