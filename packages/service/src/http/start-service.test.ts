import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { healthRoute } from './health-route.ts'
import { Refusal } from './refusal.ts'
import { type Service, startService } from './start-service.ts'

const token = 'correct-horse-battery'
const bearer = { Authorization: `Bearer ${token}` }
const written: string[] = []
const faults: unknown[] = []
let service: Service

beforeAll(async () => {
  service = await startService({
    listen: { host: '127.0.0.1', port: 0 },
    allowHosts: ['sweeps.example'],
    token,
    explain: (error) =>
      error instanceof RangeError ? new Refusal(409, 'RANGE', 'Out of range.', 'Go in.') : undefined,
    onFault: (error) => faults.push(error),
    routes: [
      healthRoute(() => ({ status: 'ok' })),
      (app) => {
        app.get('/api/read', (c) => c.json('read'))
        app.post('/api/write', async (c) => {
          written.push(await c.req.text())
          return c.json('written')
        })
        app.get('/api/fault', () => {
          throw new Error(`broken in /srv/secret/place.ts with ${token}`)
        })
        app.get('/api/range', () => {
          throw new RangeError('x')
        })
      },
    ],
  })
})
afterAll(() => service[Symbol.asyncDispose]())

const ask = (path: string, init: RequestInit = {}) => fetch(`${service.url}${path}`, init)
const post = (headers: Record<string, string>, body = '{}') => ask('/api/write', { method: 'POST', headers, body })

/** What the server sends back for these bytes, until it closes. */
function raw(...parts: readonly string[]): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8').on('data', (some: string) => (text += some))
    socket.on('error', failed).on('close', () => done(text))
    for (const part of parts) socket.write(part)
  })
}

const get = (host: string, more = '', target = '/api/read') =>
  raw(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n${more}\r\n`)

test('who bears the token is answered, whatever the case of "bearer"', async () => {
  expect(await (await ask('/api/read', { headers: bearer })).json()).toBe('read')
  expect((await ask('/api/read', { headers: { Authorization: `bearer ${token}` } })).status).toBe(200)
})

test('health needs no token', async () => {
  const answer = await ask('/healthz')
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
})

test.each<[string, string, Record<string, string>, string]>([
  ['no token', '/api/read', {}, 'TOKEN_MISSING'],
  ['a wrong one', '/api/read', { Authorization: 'Bearer correct-horse-batterz' }, 'TOKEN_WRONG'],
  ['the token as a password', '/api/read', { Authorization: `Basic ${btoa(`:${token}`)}` }, 'TOKEN_MISSING'],
  ['the token in the address', `/api/read?token=${token}&access_token=${token}`, {}, 'TOKEN_MISSING'],
  ['the token in a cookie', '/api/read', { Cookie: `token=${token}` }, 'TOKEN_MISSING'],
  ['an address that there is not', '/nowhere', {}, 'TOKEN_MISSING'],
  ['an open address with more behind it', '/metrics/../api/read', {}, 'TOKEN_MISSING'],
  ['an open address, doubly encoded', '/healthz%2f..%2fapi/read', {}, 'TOKEN_MISSING'],
])('%s is refused by 401, as JSON that says what to do', async (_, path, headers, code) => {
  const answer = await ask(path, { headers })
  const text = await answer.text()
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  expect(JSON.parse(text).error).toEqual({ code, message: expect.any(String), fix: expect.stringMatching(/token/i) })
  expect(text).not.toContain(token)
})

test.each([
  ['127.0.0.1', 200],
  ['[::1]:8787', 200],
  ['localhost:1', 200],
  ['sweeps.example', 200],
  ['SWEEPS.example:8787', 200],
  ['evil.example', 421],
  ['evil.example:8787', 421],
  ['127.0.0.1.evil.example', 421],
  ['localhost.evil.example', 421],
  ['sweeps.example.evil', 421],
  ['a@127.0.0.1', 400],
])('asked as %s it answers %i', async (host, status) => {
  expect(await get(host)).toMatch(`HTTP/1.1 ${status} `)
})

test('a target that names another host than the header Host is refused', async () => {
  expect(await get('127.0.0.1', '', 'http://evil.example/api/read')).toMatch('HTTP/1.1 400 ')
})

test.each<[string, Record<string, string>, number, string]>([
  ['another site', { Origin: 'https://evil.example' }, 403, 'ORIGIN'],
  ['a sandboxed page', { Origin: 'null' }, 403, 'ORIGIN'],
  ['another port of this machine', { Origin: 'http://127.0.0.1:1' }, 403, 'ORIGIN'],
  ['a browser that names no page, but another site', { 'Sec-Fetch-Site': 'cross-site' }, 403, 'ORIGIN'],
  ['a sister site', { 'Sec-Fetch-Site': 'same-site' }, 403, 'ORIGIN'],
  ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'BODY_TYPE'],
  ['a simple request', { 'Content-Type': 'text/plain' }, 415, 'BODY_TYPE'],
])('a change that %s asks for is refused', async (_, headers, status, code) => {
  const before = written.length
  const answer = await post({ ...bearer, 'Content-Type': 'application/json', ...headers })
  expect([answer.status, (await answer.json()).error.code]).toEqual([status, code])
  expect(written).toHaveLength(before)
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

test('a page of its own may ask for a change', async () => {
  const own = { Origin: service.url, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' }
  expect((await post({ ...bearer, ...own }, '{"a":1}')).status).toBe(200)
  expect(written.at(-1)).toBe('{"a":1}')
})

test('a body over the limit, or of a length that is not said, is refused before it is read', async () => {
  const before = written.length
  const headers = { ...bearer, 'Content-Type': 'application/yaml' }
  const long = await post(headers, 'x'.repeat(256 * 1024 + 1))
  expect([long.status, (await long.json()).error.code]).toEqual([413, 'BODY_TOO_LONG'])
  const init = { method: 'POST', headers, body: new Blob(['name: x']).stream(), duplex: 'half' }
  const unsaid = await ask('/api/write', init as RequestInit)
  expect([unsaid.status, (await unsaid.json()).error.code]).toEqual([411, 'BODY_LENGTH'])
  const head = `POST /api/write HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`
  expect(await raw(`${head}Content-Length: 1e3\r\n\r\n{}`)).toMatch('HTTP/1.1 400 ')
  expect(await raw(`${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`)).toMatch('HTTP/1.1 400 ')
  expect(written).toHaveLength(before)
})

test('headers over 8 KiB, and what is no HTTP, are refused as JSON', async () => {
  const bomb = await get('127.0.0.1', `X-Bomb: ${'x'.repeat(9000)}\r\n`)
  expect(bomb).toMatch('HTTP/1.1 431 ')
  expect(JSON.parse(bomb.split('\r\n\r\n')[1]!).error.code).toBe('REQUEST')
  expect(await get('127.0.0.1', 'X-Many: x\r\n'.repeat(2000))).toMatch('HTTP/1.1 431 ')
  expect(await raw('\x16\x03\x01\x02\x00\x01\r\n\r\n')).toMatch('HTTP/1.1 400 ')
})

test('a header that comes a letter at a time is cut off', { timeout: 20_000 }, async () => {
  const began = performance.now()
  expect(await raw('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ')).toMatch('HTTP/1.1 408 ')
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('a fault of ours tells the one who asked nothing, and the log all', async () => {
  const answer = await ask('/api/fault', { headers: bearer })
  const text = await answer.text()
  expect(answer.status).toBe(500)
  expect(text).not.toMatch(/secret|\.ts|broken/)
  expect(faults).toEqual([new Error(`broken in /srv/secret/place.ts with ${token}`)])
})

test('an error that is explained is answered as explained', async () => {
  const answer = await ask('/api/range', { headers: bearer })
  const error = { code: 'RANGE', message: 'Out of range.', fix: 'Go in.' }
  expect([answer.status, await answer.json()]).toEqual([409, { error }])
})

test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
  '%s, which no address takes, is refused with what it takes',
  async (method) => {
    const answer = await ask('/api/write', { method, headers: bearer })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    expect(answer.headers.get('access-control-allow-methods')).toBeNull()
  },
)

test('TRACE and CONNECT come to nothing', async () => {
  expect(await raw('TRACE /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1.1 4\d\d /,
  )
  expect(await raw('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n')).not.toMatch(' 200 ')
})

test('a header or a field that names another method is not listened to', async () => {
  const before = written.length
  const headers = { ...bearer, 'X-HTTP-Method-Override': 'POST', 'X-Method-Override': 'POST' }
  expect((await ask('/api/write?_method=POST', { headers })).status).toBe(405)
  expect(written).toHaveLength(before)
})

test('HEAD is GET without a body', async () => {
  const answer = await ask('/api/read', { method: 'HEAD', headers: bearer })
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

test.each(['/healthz', '/api/read', '/nowhere'])('%s may not be kept, framed, sniffed or run', async (path) => {
  const { headers } = await ask(path, { headers: bearer })
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
})

test('a taken port is one line that says what to do', async () => {
  const port = Number(new URL(service.url).port)
  const again = startService({ listen: { host: '127.0.0.1', port }, routes: [], onFault: () => undefined })
  await expect(again).rejects.toThrow(
    `Nothing can listen at 127.0.0.1:${port}: another process does. Choose another with --listen HOST:PORT.`,
  )
})

test('without a token there is only what is open', async () => {
  await using open = await startService({
    listen: { host: '127.0.0.1', port: 0 },
    onFault: (error) => faults.push(error),
    routes: [
      healthRoute(() => ({ status: 'unwell', reason: 'Redis is away.' })),
      (app) => app.get('/api/x', (c) => c.json(1)),
    ],
  })
  const health = await fetch(`${open.url}/healthz`)
  expect([health.status, await health.json()]).toEqual([503, { status: 'unwell', reason: 'Redis is away.' }])
  expect((await fetch(`${open.url}/api/x`, { headers: bearer })).status).toBe(404)
})

test('closing waits for an answer under way, not for connections that are kept', async () => {
  let answered: () => void = () => undefined
  const started = Promise.withResolvers<void>()
  const own = await startService({
    listen: { host: '127.0.0.1', port: 0 },
    onFault: (error) => faults.push(error),
    routes: [
      healthRoute(async () => {
        started.resolve()
        await new Promise<void>((done) => (answered = done))
        return { status: 'ok' }
      }),
    ],
  })
  const asked = fetch(`${own.url}/healthz`)
  await started.promise
  const closing = own[Symbol.asyncDispose]()
  answered()
  expect((await asked).status).toBe(200)
  await closing
  await expect(fetch(`${own.url}/healthz`)).rejects.toThrow('fetch failed')
})
