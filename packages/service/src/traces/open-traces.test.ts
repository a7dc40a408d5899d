import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryTrialQueue } from '@hypersweep/adapters'
import { trialId } from '@hypersweep/sweep'
import { afterEach, expect, test, vi } from 'vitest'
import { openTraces } from './open-traces.ts'

afterEach(() => vi.unstubAllEnvs())

/** Offers a trial, closes at once, and tells what was said and how long closing took. */
async function offered(listener: RequestListener) {
  await using server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  // The library reads the environment of the process.
  vi.stubEnv('HYPERSWEEP_TRACES', '1')
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}/?key=secret`)
  const said: string[] = []
  const log = (line: string) => void said.push(line)
  const traces = await openTraces({ env: process.env, service: 'test', instance: 'one', log })
  await traces!.queue(memoryTrialQueue()).offer([{ trial: trialId('a1b2c3d4e5', 0), generation: 0 }])
  const from = performance.now()
  await traces![Symbol.asyncDispose]()
  const seconds = (performance.now() - from) / 1000
  server.closeAllConnections()
  return { said, seconds }
}

test('what was not sent yet is sent before it is closed', async () => {
  let received = ''
  const { said } = await offered(async (request, response) => {
    for await (const chunk of request.setEncoding('utf8')) received += chunk
    response.end('{}')
  })
  expect(JSON.parse(received).resourceSpans[0].scopeSpans[0].spans[0].name).toBe('offer')
  expect(said).toEqual([])
})

test('a receiver that never answers keeps nobody for long, and is named without what may be a key', async () => {
  const { said, seconds } = await offered(() => undefined)
  expect(seconds).toBeLessThan(5)
  expect(said).toEqual([expect.stringMatching(/^Traces do not reach http:\/\/127\.0\.0\.1:\d+ \(.+\)\. They are lost/)])
  expect(said[0]).not.toContain('secret')
}, 15_000)

test('a receiver that refuses is spoken of once', async () => {
  const { said } = await offered((_, response) => void response.writeHead(401).end('no'))
  expect(said).toHaveLength(1)
})
