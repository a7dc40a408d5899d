import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Answer, file, mirror, status } from '../testing/mirror.ts'
import { bytes, smallDownload } from '../testing/small-download.ts'

const world = smallDownload()
const other = randomBytes(bytes.length)

describe('a mirror', () => {
  test('that stops sending is asked for the rest', async () => {
    const stalls: Answer = (_, response) => {
      response.writeHead(200, { etag: '"1"', 'content-length': bytes.length })
      response.write(bytes.subarray(0, 100_000))
    }
    await using server = await mirror(stalls, file(bytes))
    await world.download([server], { stallMs: 150 })
    expect(world.isWhole()).toBe(true)
    expect(server.asked[1]).toBe('/rows.gz bytes=100000- "1"')
  })

  test('that is broken for a moment is asked again, later each time, or when it says', async () => {
    await using server = await mirror(status(500), status(502), status(503, { 'retry-after': '7' }), file(bytes))
    expect((await world.download([server])).waited).toEqual([1000, 2000, 7000])
  })

  test('may break off as often as it likes while each time brings something', async () => {
    const parts: Answer = (request, response) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0)
      const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`
      const isFirst = request.headers.range === undefined
      response.writeHead(isFirst ? 200 : 206, {
        etag: '"1"',
        'content-length': bytes.length - from,
        ...(!isFirst && { 'content-range': range }),
      })
      response.write(bytes.subarray(from, from + 70_000), () =>
        from + 70_000 < bytes.length ? response.destroy() : response.end(),
      )
    }
    await using server = await mirror(parts)
    expect((await world.download([server])).waited).toEqual([1000, 1000, 1000, 1000])
    expect(world.isWhole()).toBe(true)
  })

  test.each<[string, Answer, RegExp, number]>([
    ['has another file', file(other), /has a file with the SHA-256 [0-9a-f]{64}, where [0-9a-f]{64} was published/, 1],
    [
      'says that it sends more',
      file(Buffer.concat([bytes, bytes])),
      /has a file of 600000 bytes, where 300000 were published/,
      1,
    ],
    [
      'sends more than it says',
      (_, response) => void response.writeHead(200).end(Buffer.concat([bytes, bytes])),
      /sends more than the 300000 bytes/,
      1,
    ],
    [
      'sends less, again and again',
      (_, response) => void response.writeHead(200).end(bytes.subarray(0, 10)),
      /ended after 10 of 300000 bytes, after 4 tries/,
      4,
    ],
    ['has no such file', status(404), /answered 404/, 1],
    ['stays broken', status(500), /answered 500, after 4 tries/, 4],
    ['sends us round in a circle', status(302, { location: '/rows.gz' }), /sends us on more than 5 times/, 6],
    [
      'sends us to a file of this machine',
      status(302, { location: 'file:///etc/passwd' }),
      /sends us to file:\/\/\/etc\/passwd/,
      1,
    ],
    ['sends us nowhere', status(302), /sends us to nowhere/, 1],
  ])('that %s gives way to the next, and is told of where there is none', async (_, answer, why, times) => {
    await using bad = await mirror(answer)
    await using good = await mirror(file(bytes))
    const refused = await world.download([bad]).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'DATA_FETCH', message: expect.stringMatching(why) })
    expect(bad.asked).toHaveLength(times)
    expect(existsSync(join(world.folder, 'rows.gz'))).toBe(false)
    await world.download([bad, good])
    expect(world.isWhole()).toBe(true)
  })

  test('that cannot be reached gives way to the next', async () => {
    await using good = await mirror(file(bytes))
    await world.download([{ url: 'http://127.0.0.1:1/' }, good])
    expect(world.isWhole()).toBe(true)
  })

  test('may send us on to where the file is', async () => {
    await using server = await mirror(status(301, { location: 'elsewhere/rows.gz' }), file(bytes))
    await world.download([server])
    expect(server.asked).toEqual(['/rows.gz', '/elsewhere/rows.gz'])
  })
})
