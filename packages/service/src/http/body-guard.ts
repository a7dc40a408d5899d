import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from './refusal.ts'

const TYPES = /^(?:application\/json|(?:application|text)\/(?:x-)?yaml)\s*(?:;|$)/i
/** As long as a sweep file may be. */
const MOST_BYTES = 256 * 1024

/**
 * Refuses bodies that are too long, by what is said of them before they come, and those of the types that a browser
 * sends to other sites without asking them first.
 */
export function checkBody(headers: IncomingHttpHeaders): void {
  if (headers['transfer-encoding'] !== undefined) {
    const fix = 'Send it whole, with the header Content-Length.'
    throw new Refusal(411, 'BODY_LENGTH', 'It is not said how long the body is.', fix)
  }
  // Node has read no further than this number by the time that somebody asks for the body, and refuses what is none.
  const bytes = Number(headers['content-length'] ?? 0)
  if (bytes > MOST_BYTES) {
    throw new Refusal(413, 'BODY_TOO_LONG', `The body has ${bytes} bytes.`, `Send at most ${MOST_BYTES}.`)
  }
  if (bytes === 0 || TYPES.test(headers['content-type'] ?? '')) return
  const fix = 'Send it with the header "Content-Type: application/yaml" or "application/json".'
  throw new Refusal(415, 'BODY_TYPE', 'The body is not said to be YAML or JSON.', fix)
}
