import { Refusal } from './refusal.ts'
import type { RouteContext } from './routes.ts'

export interface ServerSentEvent {
  event: string
  data: string
}

/** Tells events until it returns; the signal aborts when nobody listens any more. */
export type Telling = (send: (event: ServerSentEvent) => void, signal: AbortSignal) => Promise<void>

/** What waits for one listener at most, in characters; who reads slower is let go. */
const MOST_WAITING = 4 * 1024 * 1024
/** Proxies cut what is silent for a minute. */
const BEAT_MS = 15_000

/** Answers with server-sent events, to so many listeners at once. */
export function eventStreams({ most = 32, beatMs = BEAT_MS, mostWaiting = MOST_WAITING } = {}) {
  let listeners = 0
  return async (c: RouteContext, tell: Telling): Promise<Response> => {
    const { streamSSE } = await import('hono/streaming')
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
    if (listeners >= most) throw tooMany(most)
    listeners += 1
    return streamSSE(c, async (stream) => {
      const gone = new AbortController()
      stream.onAbort(() => gone.abort())
      const aborted = new Promise<void>((done) => gone.signal.addEventListener('abort', () => done()))
      const beat = setInterval(() => void stream.write(':\n\n'), beatMs)
      let waiting = 0
      let written = Promise.resolve()
      const send = (event: ServerSentEvent) => {
        waiting += event.data.length
        if (waiting > mostWaiting) return gone.abort()
        written = written.then(async () => {
          await stream.writeSSE(event)
          waiting -= event.data.length
        })
      }
      try {
        await tell(send, gone.signal)
        await Promise.race([written, aborted])
      } finally {
        clearInterval(beat)
        listeners -= 1
        if (gone.signal.aborted) stream.abort()
      }
    })
  }
}

function tooMany(most: number): Refusal {
  const fix = 'Leave one, or ask for the status now and then.'
  return new Refusal(429, 'LISTENERS', `${most} listen already.`, fix)
}
