import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Answer, cutOff, file, mirror, status } from '../testing/mirror.ts'
import { bytes, published, smallDownload } from '../testing/small-download.ts'

const world = smallDownload()

describe('a file', () => {
  test('is fetched once, and left alone when it is there', async () => {
    await using server = await mirror(file(bytes))
    expect(await world.download([server])).toEqual({ how: 'fetched', waited: [] })
    expect(world.isWhole()).toBe(true)
    expect(await world.download([server])).toEqual({ how: 'there', waited: [] })
    expect(server.asked).toEqual(['/rows.gz'])
    expect(readdirSync(world.folder)).toEqual(['rows.gz'])
  })

  test('of another content under its name is not touched', async () => {
    writeFileSync(join(world.folder, 'rows.gz'), 'mine')
    await using server = await mirror(file(bytes))
    await expect(world.download([server])).rejects.toMatchObject({ code: 'DATA_THERE' })
    expect(readFileSync(join(world.folder, 'rows.gz'), 'utf8')).toBe('mine')
    expect(server.asked).toEqual([])
  })

  test('that is cut off is gone on with, by the validator that came with its begin', async () => {
    await using server = await mirror(cutOff(bytes, 100_000), file(bytes))
    const { waited } = await world.download([server])
    expect(world.isWhole()).toBe(true)
    expect(waited).toEqual([1000])
    expect(server.asked[1]).toMatch(/^\/rows\.gz bytes=[1-9]\d*- "1"$/)
  })

  test.each<[string, Answer, Answer]>([
    [
      'does not know ranges',
      cutOff(bytes, 100_000),
      (request, response) => file(bytes)({ ...request, headers: {} } as typeof request, response),
    ],
    ['has another version meanwhile', cutOff(bytes, 100_000, { etag: '"0"' }), file(bytes)],
    ['names no strong validator', cutOff(bytes, 100_000, { etag: 'W/"1"' }), file(bytes)],
    [
      'says that it has no such range',
      cutOff(bytes, 100_000),
      (request, response) => (request.headers.range === undefined ? file(bytes) : status(416))(request, response),
    ],
    [
      'sends another range',
      cutOff(bytes, 100_000),
      (request, response) =>
        (request.headers.range === undefined ? file(bytes) : status(206, { 'content-range': 'bytes 5-9/10' }))(
          request,
          response,
        ),
    ],
  ])('is begun anew where a server %s', async (_, first, then) => {
    await using server = await mirror(first, then)
    await world.download([server])
    expect(world.isWhole()).toBe(true)
    expect(readdirSync(world.folder)).toEqual(['rows.gz'])
  })

  test('keeps its bytes where a server calls them encoded', async () => {
    await using server = await mirror(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes),
    )
    await world.download([server])
    expect(world.isWhole()).toBe(true)
  })

  test('that comes slowly and steadily is waited for', async () => {
    await using server = await mirror((_, response) => {
      let at = 0
      const timer = setInterval(() => {
        response.write(bytes.subarray(at, at + 50_000))
        at += 50_000
        if (at < bytes.length) return
        clearInterval(timer)
        response.end()
      }, 40)
    })
    expect((await world.download([server], { stallMs: 150 })).waited).toEqual([])
    expect(world.isWhole()).toBe(true)
  })
})

test.runIf(existsSync('/dev/full'))(
  'a disk that is full ends a download at once, whatever mirrors there are',
  async () => {
    symlinkSync('/dev/full', join(world.folder, 'rows.gz.part'))
    await using server = await mirror(file(bytes))
    await expect(world.download([server, server])).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(server.asked).toHaveLength(1)
  },
)

test('a download that is stopped keeps what has come, and another goes on with it', async () => {
  const stop = new AbortController()
  await using server = await mirror((_, response) => {
    response.writeHead(200, { etag: '"1"', 'content-length': bytes.length })
    response.write(bytes.subarray(0, 100_000))
  }, file(bytes))
  const progress = (at: number) => at >= 100_000 && stop.abort()
  await expect(world.download([server], { signal: stop.signal, progress })).rejects.toThrow(/abort/i)
  expect(statSync(join(world.folder, 'rows.gz.part')).size).toBe(100_000)
  await world.download([server])
  expect(server.asked[1]).toBe('/rows.gz bytes=100000- "1"')
  expect(world.isWhole()).toBe(true)
})

test('a download whose process is killed with SIGKILL is gone on with by the next', async () => {
  const sent = Promise.withResolvers<void>()
  await using server = await mirror((_, response) => {
    response.writeHead(200, { etag: '"1"', 'content-length': bytes.length })
    response.write(bytes.subarray(0, 200_000), () => sent.resolve())
  }, file(bytes))
  const options = { file: published, mirrors: [server.url], folder: world.folder }
  const code = `import { askAnyone } from './ask.ts'
    import { downloadFile } from './download-file.ts'
    await downloadFile({ ...${JSON.stringify(options)}, ask: askAnyone, signal: new AbortController().signal })`
  const node = ['--conditions=hypersweep-source', '--input-type=module', '--eval', code]
  const child = spawn(process.execPath, node, { cwd: import.meta.dirname, stdio: 'inherit' })
  await sent.promise
  await expect
    .poll(() => statSync(join(world.folder, 'rows.gz.part'), { throwIfNoEntry: false })?.size ?? 0)
    .toBeGreaterThan(0)
  child.kill('SIGKILL')
  await once(child, 'close')
  await world.download([server])
  expect(server.asked[1]).toMatch(/^\/rows\.gz bytes=[1-9]\d*- "1"$/)
  expect(world.isWhole()).toBe(true)
})
