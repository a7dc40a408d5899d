import { get as getPlain, type IncomingMessage } from 'node:http'
import { get as getSecure } from 'node:https'

const MOST_REDIRECTS = 5

export interface GetOptions {
  headers: Readonly<Record<string, string>>
  signal: AbortSignal
}

/**
 * Asks for a URL and follows where it is sent, with the body's bytes as they are stored: `fetch` would expand what a
 * server calls encoded, and a packed file would no longer be the published one.
 *
 * @throws Error for an answer that leads nowhere, and what the connection throws
 */
export async function get(url: string, { headers, signal }: GetOptions, redirects = 0): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const ask = url.startsWith('https:') ? getSecure : getPlain
    ask(url, { headers: { 'accept-encoding': 'identity', ...headers }, signal }, resolve).on('error', reject)
  })
  const { statusCode = 0, headers: told } = answer
  if (statusCode < 300 || statusCode >= 400 || statusCode === 304) return answer
  answer.destroy()
  const next = told.location === undefined ? undefined : URL.parse(told.location, url)
  if (!next || !/^https?:$/.test(next.protocol)) throw new LeadsNowhere(`sends us to ${told.location ?? 'nowhere'}`)
  if (redirects >= MOST_REDIRECTS) throw new LeadsNowhere(`sends us on more than ${MOST_REDIRECTS} times`)
  return get(next.href, { headers, signal }, redirects + 1)
}

/** A mirror that is not worth another try. */
export class LeadsNowhere extends Error {
  override readonly name = 'LeadsNowhere'
}
