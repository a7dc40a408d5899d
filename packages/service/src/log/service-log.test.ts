import { expect, test } from 'vitest'
import { readLine } from './read-line.ts'
import { type LogFormat, type LogLevel, serviceLog } from './service-log.ts'

/** A log, and the lines that it has written. */
async function keptLog(format: LogFormat, level?: LogLevel) {
  const written: string[] = []
  const log = await serviceLog({ format, write: (text) => written.push(text), ...(level && { level }) })
  return { log, written }
}

test('text is the line as it is', async () => {
  const { log, written } = await keptLog('text')
  log('demo: trial 3 complete', { sweep: 'demo', trial: 3 })
  expect(written).toEqual(['demo: trial 3 complete\n'])
})

test('JSON is an object a line, with level, time, process, the fields and the line', async () => {
  const { log, written } = await keptLog('json')
  log('demo: trial 3 "complete"\nat last', { level: 'error', sweep: 'demo', trial: 3 })
  expect(written).toHaveLength(1)
  expect(written[0]!.indexOf('\n')).toBe(written[0]!.length - 1)
  const { time, hostname, ...rest } = JSON.parse(written[0]!)
  expect(rest).toEqual({
    level: 'error',
    pid: process.pid,
    sweep: 'demo',
    trial: 3,
    msg: 'demo: trial 3 "complete"\nat last',
  })
  expect(Date.parse(time)).toBeGreaterThan(Date.now() - 60_000)
  expect(hostname).toEqual(expect.any(String))
})

test.each(['text', 'json'] as const)('a password in a URL is never in a line or a field: %s', async (format) => {
  const { log, written } = await keptLog(format)
  const error = new Error('connect to rediss://worker:secret-word@10.0.0.5:6379/0 failed')
  log(`hypersweep worker: ${error.stack}`, { level: 'error', url: 'redis://:secret-word@queue' })
  expect(written.join('')).toContain('rediss://worker:***@10.0.0.5')
  expect(written.join('')).not.toContain('secret-word')
})

test.each(['text', 'json'] as const)(
  'what steers a terminal, or looks like another line, does neither: %s',
  async (format) => {
    const { log, written } = await keptLog(format)
    log('a\u001b[2Jb\nc\u009bd', { sweep: 'e\u001b]0;f\u0007' })
    expect(written.join('').slice(0, -1)).not.toMatch(/\p{Cc}/u)
    expect(written.join('').trimEnd()).toContain('c')
  },
)

test('a field that holds no secret is left as it is', async () => {
  const { log, written } = await keptLog('json')
  log('listens', { url: 'http://127.0.0.1:8788', mail: 'ada@example.org' })
  expect(JSON.parse(written[0]!)).toMatchObject({ url: 'http://127.0.0.1:8788', mail: 'ada@example.org' })
})

test.each(['text', 'json'] as const)('lines below the level are left out: %s', async (format) => {
  const { log, written } = await keptLog(format, 'warn')
  log('nothing special')
  log('of no use', { level: 'debug' })
  log('take care', { level: 'warn' })
  log('too late', { level: 'error' })
  expect(written).toHaveLength(2)
})

test('a line that another process logged is read and passed on with the fields, the time and the process it had', async () => {
  const { log, written } = await keptLog('json')
  log('hello', { level: 'warn', pid: 1, time: 'noon', trial: 3 })
  const { line, fields } = readLine(written[0]!)
  expect({ line, fields }).toMatchObject({ line: 'hello', fields: { level: 'warn', pid: 1, time: 'noon', trial: 3 } })
  log(line, { ...fields, place: 2 })
  expect(JSON.parse(written[1]!)).toEqual({ ...JSON.parse(written[0]!), place: 2 })
})

test.each(['FATAL ERROR: out of memory', '{"msg"', '7', 'null', '{"level":"info"}'])(
  'what is no line of a log is a warning in its own words: %s',
  (text) => {
    expect(readLine(text)).toEqual({ line: text, fields: { level: 'warn' } })
  },
)
