import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventStreams, type ServerSentEvent, type Telling } from './event-stream.ts'
import { type Service, startService } from './start-service.ts'

const token = 'correct-horse-battery'
let service: Service
let tell: Telling = async () => undefined

beforeAll(async () => {
  const stream = eventStreams({ most: 2, beatMs: 20, mostWaiting: 10_000 })
  service = await startService({
    listen: { host: '127.0.0.1', port: 0 },
    token,
    onFault: (error) => expect.unreachable(String(error)),
    routes: [(app) => app.get('/api/events', (c) => stream(c, (...args) => tell(...args)))],
  })
})
afterAll(() => service[Symbol.asyncDispose]())

const listen = (signal?: AbortSignal, method = 'GET') =>
  fetch(`${service.url}/api/events`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    ...(signal && { signal }),
  })

/** Stays until nobody listens. */
function staying() {
  const gone = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<(event: ServerSentEvent) => void>()
  tell = async (send, signal) => {
    begun.resolve(send)
    if (!signal.aborted) await once(signal, 'abort')
    gone.resolve()
  }
  return { begun: begun.promise, gone: gone.promise }
}

test('events come in order, and the stream ends when all is told', async () => {
  tell = async (send) => {
    for (const data of ['1', '2', '3']) send({ event: 'count', data })
  }
  const answer = await listen()
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  expect(await answer.text()).toBe('event: count\ndata: 1\n\nevent: count\ndata: 2\n\nevent: count\ndata: 3\n\n')
})

test('who says nothing still sends a sign of life', async () => {
  staying()
  const leave = new AbortController()
  const answer = await listen(leave.signal)
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader.read()).value).toMatch(/^(:\n\n)+$/)
  leave.abort()
})

test('who leaves is noticed, and gives their place to the next', async () => {
  const leave = new AbortController()
  const told = [staying(), undefined]
  await listen(leave.signal)
  await told[0]!.begun
  const second = staying()
  await listen(leave.signal)
  await second.begun
  const refused = await listen()
  expect([refused.status, (await refused.json()).error.code]).toEqual([429, 'LISTENERS'])
  leave.abort()
  await Promise.all([told[0]!.gone, second.gone])
  tell = async (send) => send({ event: 'x', data: 'again' })
  expect(await (await listen()).text()).toContain('again')
})

test('who does not read what is sent is let go before it fills the memory', async () => {
  const { begun, gone } = staying()
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  socket.write(`GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  socket.pause()
  const send = await begun
  for (let count = 0; count < 20; count += 1) send({ event: 'x', data: 'x'.repeat(1000) })
  await expect(gone).resolves.toBeUndefined()
  socket.destroy()
})

test('HEAD takes no place', async () => {
  tell = async () => expect.unreachable('nobody listens')
  for (let count = 0; count < 5; count += 1) expect((await listen(undefined, 'HEAD')).status).toBe(200)
})
