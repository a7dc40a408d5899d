import { isIP } from 'node:net'
import { isLoopback } from './listen.ts'
import { Refusal } from './refusal.ts'

/**
 * Refuses requests that name another host than ours. A page of somebody else's whose name was made to point at this
 * machine (DNS rebinding) still sends its own name; an address can't be made to point elsewhere.
 */
export function hostGuard(allowed: readonly string[]): (host: string | undefined) => void {
  const names = new Set(allowed.map((name) => name.toLowerCase()))
  return (host = '') => {
    const name = hostName(host)
    if (isLoopback(name) || isIP(name) !== 0 || names.has(name)) return
    const fix = 'Ask by an address or as localhost, or start the server with --allow-host and the name.'
    throw new Refusal(421, 'HOST', 'This server does not answer to the name by which it was asked.', fix)
  }
}

/** Without port and brackets. */
function hostName(host: string): string {
  const [, bracketed, bare] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? []
  return (bracketed ?? bare ?? '').toLowerCase()
}
