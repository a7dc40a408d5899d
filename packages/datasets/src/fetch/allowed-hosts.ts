import { BlockList, isIP } from 'node:net'
import { DatasetError } from '../errors.ts'
import { isPublicAddress } from './public-address.ts'

/** A host that may be asked for data, as an operator names it. */
export interface AllowedHost {
  /** As it was written. */
  text: string
  hostname: string
  port: string
  /** Where it may be, in place of any public address. */
  addresses?: BlockList
}

const NEEDED =
  'Write NAME, NAME:PORT where it is not 443, and NAME=ADDRESS or NAME=ADDRESS/BITS where it has a private address: data.example.org, mirror.local:8443=10.0.0.0/8.'

/**
 * Reads what an operator allows: `NAME[:PORT][=ADDRESS[/BITS]]`. A name that is given no address may be at public ones
 * only, so that whoever has its DNS cannot send us into a network behind ours.
 *
 * @throws DatasetError DATA_HOST
 */
export function allowedHost(text: string): AllowedHost {
  const [name = '', range, ...rest] = text.trim().split('=')
  const url = URL.parse(`https://${name}`)
  const isWhole = url?.href === `https://${url?.host}/` && /^[\w.:[\]-]+$/.test(name)
  if (!url || !isWhole || rest.length > 0) {
    throw new DatasetError('DATA_HOST', `'${text}' names no host that could be allowed.`, NEEDED)
  }
  const allowed = { text: text.trim(), hostname: url.hostname, port: url.port || '443' }
  return range === undefined ? allowed : { ...allowed, addresses: addressesOf(range, text) }
}

function addressesOf(range: string, text: string): BlockList {
  const [address = '', bits] = range.split('/')
  const family = isIP(address)
  const most = family === 4 ? 32 : 128
  const length = bits === undefined ? most : Number(bits)
  const isLength = bits === undefined || (/^\d{1,3}$/.test(bits) && length <= most)
  if (family === 0 || !isLength || range.split('/').length > 2) {
    throw new DatasetError('DATA_HOST', `'${text}' gives its host no address.`, NEEDED)
  }
  const list = new BlockList()
  list.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6')
  return list
}

/** What is allowed of a URL's host; none where it is not. */
export function allowancesFor({ hostname, port }: URL, hosts: readonly AllowedHost[]): AllowedHost[] {
  return hosts.filter((host) => host.hostname === hostname && host.port === (port || '443'))
}

/** Whether a host may be at this address: one that is given it, or any public one. */
export function mayBeAt(address: string, allowances: readonly AllowedHost[]): boolean {
  const family = isIP(address)
  if (family === 0 || address.includes('%')) return false
  return allowances.some(({ addresses }) =>
    addresses === undefined ? isPublicAddress(address) : addresses.check(address, family === 4 ? 'ipv4' : 'ipv6'),
  )
}
