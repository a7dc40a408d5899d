import type { IncomingMessage } from 'node:http'
import { type Ask, type AskOptions, LeadsNowhere } from './ask.ts'

const MOST_REDIRECTS = 5

export interface GetOptions extends AskOptions {
  /** Asked for each URL on the way. */
  ask: Ask
}

/**
 * Asks for a URL and follows where it is sent, with the body's bytes as they are stored: `fetch` would expand what a
 * server calls encoded, and a packed file would no longer be the published one.
 *
 * @throws LeadsNowhere for an answer that leads nowhere, and what `ask` throws
 */
export async function get(url: string, { ask, ...options }: GetOptions, redirects = 0): Promise<IncomingMessage> {
  const answer = await ask(new URL(url), options)
  const { statusCode = 0, headers: told } = answer
  if (statusCode < 300 || statusCode >= 400 || statusCode === 304) return answer
  answer.destroy()
  const next = told.location === undefined ? undefined : URL.parse(told.location, url)
  if (!next || !/^https?:$/.test(next.protocol)) throw new LeadsNowhere(`sends us to ${told.location ?? 'nowhere'}`)
  if (redirects >= MOST_REDIRECTS) throw new LeadsNowhere(`sends us on more than ${MOST_REDIRECTS} times`)
  try {
    return await get(next.href, { ask, ...options }, redirects + 1)
  } catch (error) {
    // That of this hop tells of those behind it.
    const isOwn = error instanceof LeadsNowhere && error.message.startsWith('is not asked')
    throw isOwn ? new LeadsNowhere(`sends us to ${next.href}, which ${error.message}`) : error
  }
}
