import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type CliProcess, root, run, start, temporaryFolder } from './cli.ts'
import { ownRedis } from './own-redis.ts'
import { SMALL } from './small.ts'

const folder = temporaryFolder()
const cwd = folder.path
const TOKEN = 'canary-token-0123456789'
let redis: Awaited<ReturnType<typeof ownRedis>>

beforeAll(async () => {
  writeFileSync(join(cwd, 'token'), `${TOKEN}\n`)
  writeFileSync(join(cwd, 'sweep.yaml'), SMALL.replace('epochs: 40', 'epochs: 2'))
  redis = await ownRedis()
}, 60_000)
afterAll(async () => {
  await redis[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** A `serve` at a free port, and where that is. */
async function serving(...words: readonly string[]): Promise<{ serve: CliProcess; url: string; line: string }> {
  const serve = start(['serve', '--redis', redis.url, '--listen', '127.0.0.1:0', ...words], { cwd })
  onTestFinished(() => void serve.child.kill('SIGKILL'))
  const line = await serve.line(/Answering at http/)
  return { serve, line, url: /http:[^ ]+:\d+/.exec(line)![0] }
}

async function stopped({ child, ended }: CliProcess) {
  child.kill('SIGTERM')
  return ended
}

const hasCurl = await promisify(execFile)('curl', ['--version']).then(
  () => true,
  () => false,
)
const page = readFileSync(join(root, 'docs/http-api.md'), 'utf8')
const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text!)

describe(`docs/http-api.md${hasCurl ? '' : ' (skipped: curl is missing)'}`, () => {
  test.skipIf(!hasCurl)('what its blocks of curl say works, in their order, while a worker trains', async () => {
    writeFileSync(join(cwd, '.curlrc'), 'silent\nshow-error\nfail-with-body\nmax-time = 60\n')
    const { serve, url } = await serving('--token-file', 'token')
    const worker = start(['worker', '--redis', redis.url, '--threads', '2'], { cwd })
    onTestFinished(() => void worker.child.kill('SIGKILL'))
    const printed: string[] = []
    for (const block of blocks) {
      const script = block.replaceAll('http://127.0.0.1:8787', url)
      const env = { ...process.env, CURL_HOME: cwd }
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd, env })
      printed.push(stdout)
    }
    const [list, created, events, answers] = printed
    expect(blocks).toHaveLength(5)
    expect(JSON.parse(list!)).toEqual([])
    expect(JSON.parse(created!)).toMatchObject({ name: 'small', total: 8 })
    expect(events).toMatch(/^event: sweep-started\n.*event: sweep-ended\ndata: .*"outcome":"ended".*\n\n$/s)
    expect(answers!.match(/"rows": \[|"groups": \[|"digest": |"checkpoints": |"reports": /g)).toHaveLength(6)
    expect(JSON.parse((await run(['ls', '--redis', redis.url, '-f', 'json'], { cwd })).stdout)).toEqual([])
    await stopped(worker)
    const { code, stdout, stderr } = await stopped(serve)
    expect(code).toBe(0)
    expect(stderr).toContain('small: deleted by HTTP')
    expect(stdout + stderr).not.toContain(TOKEN)
  })
})

test('serve is well while its Redis answers, says why it is not, and is well again after', async () => {
  await using own = await ownRedis()
  const serve = start(['serve', '--redis', own.url, '--listen', '127.0.0.1:0', '--token-file', 'token'], { cwd })
  const url = /http:[^ ]+:\d+/.exec(await serve.line(/Answering at http/))![0]
  const health = async (wanted: number) => {
    for (;;) {
      const answer = await fetch(`${url}/healthz`)
      const said = await answer.json()
      if (answer.status === wanted) return said
      await new Promise((later) => setTimeout(later, 200))
    }
  }
  expect(await health(200)).toEqual({ status: 'ok' })
  process.kill(own.pid, 'SIGSTOP')
  try {
    expect(await health(503)).toMatchObject({ status: 'unwell', reason: expect.stringMatching(/Redis|come round/) })
    const asked = await fetch(`${url}/api/v1/sweeps`, { headers: { Authorization: `Bearer ${TOKEN}` } })
    expect([asked.status, (await asked.json()).error.code]).toEqual([503, 'REDIS_UNREACHABLE'])
  } finally {
    process.kill(own.pid, 'SIGCONT')
  }
  expect(await health(200)).toEqual({ status: 'ok' })
  expect(await stopped(serve)).toMatchObject({ code: 0, stderr: expect.stringContaining('Driving no more.') })
})

test('a random token is said once, and works', async () => {
  const { serve, url, line } = await serving()
  const token = / ([\w-]{43})$/.exec(line)![1]!
  expect((await fetch(`${url}/api/v1/sweeps`)).status).toBe(401)
  expect((await fetch(`${url}/api/v1/sweeps`, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200)
  const { stdout, stderr } = await stopped(serve)
  expect((stdout + stderr).split(token)).toHaveLength(2)
})

test('a taken port, a port for others without a token, and a place that is none are each one clear line', async () => {
  const { serve, url } = await serving('--token-file', 'token')
  const words = ['serve', '--redis', redis.url, '--listen']
  const taken = await run([...words, url.slice('http://'.length)], { cwd })
  expect(taken).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^hypersweep: Nothing can listen at .*another process does\. Choose another with --listen HOST:PORT\.\n$/,
    ),
  })
  const open = await run([...words, '0.0.0.0:0'], { cwd })
  expect(open).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^hypersweep: Other machines can reach .*--token-file.*TLS.*\n$/),
  })
  const nowhere = await run([...words, '8787'], { cwd })
  expect(nowhere).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^hypersweep: "8787" is no place to listen at\..*\n$/),
  })
  await stopped(serve)
})

test('asked to end, serve lets listeners go and gives up what nobody needs', async () => {
  const { serve, url } = await serving('--token-file', 'token')
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/yaml' }
  const body = SMALL.replace('name: small', 'name: ending')
  expect((await fetch(`${url}/api/v1/sweeps`, { method: 'POST', headers, body })).status).toBe(201)
  await serve.line(/ending: driving 8 trials/)
  const events = await fetch(`${url}/api/v1/sweeps/ending/events`, { headers })
  const { code, stderr } = await stopped(serve)
  expect(await events.text()).toMatch(/event: sweep-ended\ndata: .*"outcome":"left"/)
  expect(code).toBe(0)
  expect(stderr).toMatch(/ending: driven no more; 8 waiting\n.*Driving no more\.\n$/s)
})
