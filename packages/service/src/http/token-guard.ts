import { createHash, timingSafeEqual } from 'node:crypto'
import { type FailureLimit, failureLimit } from './failure-limit.ts'
import { Refusal } from './refusal.ts'

export interface Bearer {
  /** The header Authorization. */
  authorization: string | undefined
  /** Who asks, as far as the connection tells. */
  address: string
}

/** Refuses who does not bear the token, in a time that does not tell how much of it was right. */
export function tokenGuard(token: string, limit: FailureLimit = failureLimit()): (bearer: Bearer) => void {
  const right = sha256(token)
  return ({ authorization, address }) => {
    const seconds = limit.wait(address)
    if (seconds > 0) throw tooMany(seconds)
    const given = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1]
    if (given === undefined) throw missing()
    if (timingSafeEqual(sha256(given), right)) return
    limit.failed(address)
    throw new Refusal(401, 'TOKEN_WRONG', 'The token is not the right one.', WHERE, CHALLENGE)
  }
}

const CHALLENGE = { headers: { 'WWW-Authenticate': 'Bearer' } }
const WHERE = 'It is in the file of --token-file, or was printed when the server began.'

function missing(): Refusal {
  const fix = `Send the header "Authorization: Bearer TOKEN". ${WHERE}`
  return new Refusal(401, 'TOKEN_MISSING', 'The request bears no token.', fix, CHALLENGE)
}

function tooMany(seconds: number): Refusal {
  const fix = `Try again in ${seconds} s.`
  const headers = { 'Retry-After': String(seconds) }
  return new Refusal(429, 'TOKEN_TRIES', 'Too many wrong tokens have come from this address.', fix, { headers })
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
