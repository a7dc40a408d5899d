import { readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CliProcess, run, start, temporaryFolder } from '../e2e/cli.ts'
import { ownRedis } from '../e2e/own-redis.ts'
import { SMALL_FILE } from './small-file.ts'

const folder = temporaryFolder()
const cwd = folder.path
const TOKEN = 'canary-token-0123456789'
const bearer = { Authorization: `Bearer ${TOKEN}`, Connection: 'close' }
const yaml = { ...bearer, 'Content-Type': 'application/yaml' }
let redis: Awaited<ReturnType<typeof ownRedis>>
let serve: CliProcess
let url: string
let before: unknown

beforeAll(async () => {
  writeFileSync(join(cwd, 'token'), TOKEN)
  writeFileSync(join(cwd, 'secret.csv'), 'a,b\n1,2\n3,4\n')
  redis = await ownRedis()
  const words = ['--listen', '127.0.0.1:0', '--token-file', 'token', '--data-root', 'data']
  serve = start(['serve', '--redis', redis.url, ...words], { cwd })
  url = /http:[^ ]+:\d+/.exec(await serve.line(/Answering at http/))![0]
  await fetch(`${url}/api/v1/sweeps`, { method: 'POST', headers: yaml, body: SMALL_FILE })
  await serve.line(/small: driving 2 trials/)
  before = await everything()
}, 60_000)
afterAll(async () => {
  await redis[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** All that an attack could have changed, as somebody sees it who does not ask the server. */
async function everything() {
  const { stdout } = await run(['status', 'small', '--redis', redis.url, '-f', 'json'], { cwd })
  const list = await run(['ls', '--redis', redis.url, '-f', 'json'], { cwd })
  return {
    status: JSON.parse(stdout),
    list: JSON.parse(list.stdout),
    files: readdirSync(cwd, { recursive: true }).toSorted(),
  }
}

/** What the server sends back for these bytes, until it closes. */
function raw(text: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', (some: string) => (answer += some))
    socket.on('error', failed).on('close', () => done(answer))
    socket.write(text)
  })
}

/** The status and the code of a refusal, which says what to do, and nothing of this machine or of the token. */
function denied(answer: string): string {
  const [, status] = /^HTTP\/1\.1 (\d+) /.exec(answer) ?? []
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  const { code, message, fix } = JSON.parse(body).error
  expect(`${message} ${fix}`).toMatch(/\w.*\. \w.*\./s)
  expect(answer).not.toMatch(new RegExp(`${TOKEN}|${cwd}|\\.ts\\b|node_modules|\\n +at `))
  return `${status} ${code}`
}

function request(line: string, headers: Record<string, string>, body = ''): string {
  const all = { Host: '127.0.0.1', ...(body !== '' && { 'Content-Length': String(body.length) }), ...headers }
  const lines = Object.entries({ ...all, Connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

const LIST = 'GET /api/v1/sweeps'
const CANCEL = 'POST /api/v1/sweeps/small/cancel'
const own = { Authorization: bearer.Authorization }

describe('by HTTP', () => {
  test.each<[string, string, string]>([
    ['no token', request(LIST, {}), '401 TOKEN_MISSING'],
    ['a wrong token', request(CANCEL, { Authorization: 'Bearer canary-token-012345678x' }), '401 TOKEN_WRONG'],
    ['a token in the address', request(`${LIST}?token=${TOKEN}`, {}), '401 TOKEN_MISSING'],
    ['a token in a cookie', request(CANCEL, { Cookie: `token=${TOKEN}` }), '401 TOKEN_MISSING'],
    ['a name that was made to point here (DNS rebinding)', request(LIST, { ...own, Host: 'evil.example' }), '421 HOST'],
    ['a target for a proxy', request('GET http://evil.example/api/v1/sweeps', own), '400 REQUEST'],
    ['a page of another site', request(CANCEL, { ...own, Origin: 'https://evil.example' }), '403 ORIGIN'],
    ['a page without a site', request(CANCEL, { ...own, Origin: 'null' }), '403 ORIGIN'],
    ['a link of another site', request(CANCEL, { ...own, 'Sec-Fetch-Site': 'cross-site' }), '403 ORIGIN'],
    [
      'a simple request of text/plain (CSRF)',
      request('POST /api/v1/sweeps', { ...own, 'Content-Type': 'text/plain' }, SMALL_FILE.replace('small', 'forged')),
      '415 BODY_TYPE',
    ],
    [
      'a form (CSRF)',
      request(CANCEL, { ...own, 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=b'),
      '415 BODY_TYPE',
    ],
    ['a name that leaves its folder', request('GET /api/v1/sweeps/..%2f..%2ftoken', own), '404 UNKNOWN_SWEEP'],
    ['a name that leaves, encoded twice', request('GET /api/v1/sweeps/..%252ftoken', own), '404 UNKNOWN_SWEEP'],
    ['a deletion beyond the folder', request('DELETE /api/v1/sweeps/%2e%2e%2fsmall', own), '404 UNKNOWN_SWEEP'],
    [
      'another method in a header',
      request('GET /api/v1/sweeps/small/cancel', { ...own, 'X-HTTP-Method-Override': 'POST' }),
      '405 METHOD',
    ],
    ['another method in the address', request('GET /api/v1/sweeps/small/cancel?_method=POST', own), '405 METHOD'],
    [
      'OPTIONS from another site',
      request('OPTIONS /api/v1/sweeps', { ...own, Origin: 'https://evil.example' }),
      '403 ORIGIN',
    ],
    ['OPTIONS', request('OPTIONS /api/v1/sweeps', own), '405 METHOD'],
    ['headers of 9 KB', request(LIST, { ...own, 'X-Bomb': 'x'.repeat(9000) }), '431 REQUEST'],
    ['a thousand headers', `${LIST} HTTP/1.1\r\nHost: x\r\n${'X-Bomb: x\r\n'.repeat(1000)}\r\n`, '431 REQUEST'],
    [
      'a body of two lengths (smuggling)',
      request(CANCEL, { ...own, 'Content-Length': '2', 'Transfer-Encoding': 'chunked' }, '{}'),
      '400 REQUEST',
    ],
    ['a body in chunks', request(CANCEL, { ...own, 'Transfer-Encoding': 'chunked' }), '411 BODY_LENGTH'],
    [
      'a body of 300 MB',
      request('POST /api/v1/sweeps', { ...yaml, 'Content-Length': '300000000' }, 'name: '),
      '413 BODY_TOO_LONG',
    ],
    ['a parameter that is a prototype', request('GET /api/v1/sweeps/small/trials?__proto__=1', own), '400 PARAMETER'],
  ])('%s is refused', async (_, text, expected) => {
    expect(denied(await raw(text))).toBe(expected)
  })

  test.each<[string, string]>([
    ['broken JSON', '{"name": "x",'],
    ['__proto__ in JSON', '{"name": "x", "__proto__": {"polluted": true}}'],
    ['a constructor in JSON', '{"name": "x", "constructor": {"prototype": {"polluted": true}}}'],
    ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['a name that leaves its folder', SMALL_FILE.replace('small', '../../small')],
    [
      'data outside of the data root',
      SMALL_FILE.replace(/^data: .*$/m, 'data: { source: csv, path: ../secret.csv, label: a }'),
    ],
    [
      'data at an absolute path',
      SMALL_FILE.replace(/^data: .*$/m, 'data: { source: csv, path: /etc/passwd, label: a }'),
    ],
  ])('a sweep of %s is refused', async (_, body) => {
    const answer = await raw(request('POST /api/v1/sweeps', { ...yaml, 'Content-Type': 'application/json' }, body))
    expect(denied(answer)).toMatch(/^400 /)
  })

  test('a header that comes a letter at a time (slowloris) is cut off, and others are answered meanwhile', async () => {
    const slow = Array.from({ length: 20 }, () => raw('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '))
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    for (const answer of await Promise.all(slow)) expect(denied(answer)).toBe('408 REQUEST')
  })

  test('HEAD says no more than GET, and needs the token too', async () => {
    expect(await raw(request('HEAD /api/v1/sweeps', {}))).toMatch(/^HTTP\/1\.1 401 .*\r\n\r\n$/s)
    expect(await raw(request('HEAD /api/v1/sweeps', own))).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n$/s)
  })

  // The last but one: this address is not answered for the rest of the minute.
  test('guessing tokens comes to its end, whatever comes then', async () => {
    const guesses: string[] = []
    for (let count = 0; count < 11; count += 1) {
      guesses.push(denied(await raw(request(LIST, { Authorization: `Bearer guess-number-${count}-of-many` }))))
    }
    expect(guesses.at(0)).toBe('401 TOKEN_WRONG')
    expect(guesses.at(-1)).toBe('429 TOKEN_TRIES')
    expect(denied(await raw(request(LIST, own)))).toBe('429 TOKEN_TRIES')
  })

  test('nothing of all this has changed anything, and nothing was said of the token', async () => {
    expect(await everything()).toEqual(before)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    serve.child.kill('SIGTERM')
    const { code, stdout, stderr } = await serve.ended
    expect(code).toBe(0)
    expect(stdout + stderr).not.toContain(TOKEN)
    expect(stderr).not.toMatch(/fault|Error/)
  })
})
