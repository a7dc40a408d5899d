import { readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { csvAt, type FetcherChange, fetchWorld, sha256, table } from '../testing/fetch-world.ts'
import { type Answer, file, type SecureMirror, secureMirror, status } from '../testing/mirror.ts'

const world = fetchWorld()
const { signal } = new AbortController()

/** Fetches a table from the server, is refused, and has nothing to show for it; says why. */
async function refusal(server: SecureMirror, change: FetcherChange = {}, url = server.url): Promise<string> {
  const hosts = [`data.test:${server.port}=127.0.0.1`]
  const fetcher = world.fetcher({ hosts, mostBytes: 10_000_000, ...change })
  const error: unknown = await fetcher.fetch(csvAt(url), { sha256, signal }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ name: 'DatasetError' })
  expect(await fetcher.cached(csvAt(url), sha256)).toBeUndefined()
  const places = world
    .all()
    .filter((path) => !/^cache(\/[0-9a-f]{64}\.(lock|part(\/data\.csv\.part(\.json)?)?))?$/.test(path))
  expect(places).toEqual([])
  return (error as Error).message
}

describe('a URL is not asked', () => {
  test('where no host is allowed, and the flag that would allow it is named', async () => {
    await using server = await secureMirror(file(table))
    expect(await refusal(server, { hosts: [] })).toBe(
      `${server.url} is not asked here. To allow that: --data-host data.test:${server.port}`,
    )
    expect(server.asked).toEqual([])
  })

  test('where another host, or another port of it, is allowed', async () => {
    await using server = await secureMirror(file(table))
    for (const host of ['other.test', 'data.test', `data.test:${server.port + 1}`])
      expect(await refusal(server, { hosts: [host] })).toContain('is not asked here')
    expect(server.asked).toEqual([])
  })

  test.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['192.168.0.1'],
    ['169.254.169.254'],
    ['100.64.0.1'],
    ['0.0.0.0'],
    ['224.0.0.1'],
    ['::1'],
    ['fd00::1'],
    ['fe80::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['8.8.8.8', '127.0.0.1'],
  ])('where the DNS has its public name at %s %s', async (...addresses) => {
    await using server = await secureMirror(file(table))
    const said = await refusal(server, { hosts: [`data.test:${server.port}`], addresses: { 'data.test': addresses } })
    expect(said).toContain(
      `${server.url} is not asked: data.test is at ${addresses.at(-1)}, where it may not be unless you say so`,
    )
    expect(server.asked).toEqual([])
  })

  test('where a private host is elsewhere than its operator said', async () => {
    await using server = await secureMirror(file(table))
    expect(await refusal(server, { hosts: [`data.test:${server.port}=10.0.0.0/8`] })).toContain('is at 127.0.0.1')
    expect(server.asked).toEqual([])
  })

  test('where it names an address of this machine in place of a host', async () => {
    await using server = await secureMirror(file(table))
    for (const name of ['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost']) {
      expect(await refusal(server, {}, server.at(name))).toContain('is not asked here')
    }
    const allowed = { hosts: [`127.0.0.1:${server.port}`] }
    expect(await refusal(server, allowed, server.at('2130706433'))).toContain('is at 127.0.0.1, where it may not be')
    expect(server.asked).toEqual([])
  })
})

describe('a redirect', () => {
  test.each([
    ['to this machine', 'https://127.0.0.1:9/', '127.0.0.1:9 is not allowed here'],
    ['to the metadata of a cloud', 'https://169.254.169.254/latest', '169.254.169.254 is not allowed here'],
    ['to another host', 'https://other.test/', 'other.test is not allowed here'],
    ['to another port', 'https://data.test:9/', 'data.test:9 is not allowed here'],
    ['to another protocol', 'file:///etc/passwd', 'sends us to file:///etc/passwd'],
    ['with a password', 'https://u:p@data.test/', 'it has a name or a password'],
  ])('%s is not followed', async (_, location, why) => {
    await using server = await secureMirror(status(302, { location }))
    expect(await refusal(server)).toContain(why)
    expect(server.asked).toHaveLength(1)
  })

  test('that leaves TLS is not followed', async () => {
    await using server = await secureMirror(status(302, { location: 'http://data.test/' }))
    expect(await refusal(server)).toContain(
      'sends us to http://data.test/, which is not asked: http://data.test has no https',
    )
  })

  test('round in a circle ends', async () => {
    await using server = await secureMirror(status(302, { location: '/' }))
    expect(await refusal(server)).toContain('sends us on more than 5 times')
    expect(server.asked).toHaveLength(6)
  })

  test('to a host that is allowed is followed', async () => {
    await using server = await secureMirror(
      (request, response) => status(302, { location: server.at('other.test') })(request, response),
      file(table),
    )
    const hosts = ['data.test', 'other.test'].map((name) => `${name}:${server.port}=127.0.0.1`)
    expect(await world.fetcher({ hosts }).fetch(csvAt(server.url), { sha256, signal })).toMatchObject({ sha256 })
  })
})

test('a name is looked up once for each request, and its second address is never asked', async () => {
  await using server = await secureMirror(file(table))
  let times = 0
  const resolve = async () => {
    times += 1
    return [{ address: times === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]
  }
  const fetcher = world.fetcher({ hosts: [`data.test:${server.port}=127.0.0.1`], resolve })
  expect(await fetcher.fetch(csvAt(server.url), { sha256, signal })).toMatchObject({ sha256 })
  expect(times).toBe(1)
})

test('a certificate that nobody vouches for, or of another name, is refused', async () => {
  await using server = await secureMirror(file(table))
  expect(await refusal(server, { ca: '' })).toMatch(/self-signed certificate.*, after 4 tries/)
  const hosts = [`third.test:${server.port}=127.0.0.1`]
  expect(await refusal(server, { hosts }, server.at('third.test'))).toContain("does not match certificate's altnames")
  expect(server.asked).toEqual([])
})

const endless: Answer = (_, response) => {
  const piece = Buffer.alloc(65_536, '1')
  const send = () => void (response.writable && response.write(piece, (error) => error ?? send()))
  response.writeHead(200)
  send()
}

const drip: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': table.length })
  const timer = setInterval(() => response.write('1'), 10)
  response.on('close', () => clearInterval(timer))
}

const untold: Answer = (_, response) => {
  response.socket!.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${table.toString()}`)
}

describe('a server', () => {
  test.each<[string, Answer, string, FetcherChange?]>([
    ['sends other data', file(Buffer.from('size,kind\n1,a\n')), `The sweep was started on ${sha256}`],
    ['sends without end', endless, 'sends more than the 10000000 bytes that are taken'],
    [
      'says that it has too much',
      file(Buffer.alloc(10_000_001)),
      'has a file of 10000001 bytes; at most 10000000 are taken',
    ],
    [
      'sends too long a header',
      (_, r) => void r.writeHead(200, { x: 'y'.repeat(17_000) }).end(),
      'sends a header of more than 16384 bytes',
    ],
    ['sends a bomb', file(gzipSync(Buffer.alloc(40_000_000))), 'data.csv expands to more than 10000000 bytes'],
    [
      'sends a bomb within the limit',
      file(gzipSync(Buffer.alloc(40_000_000))),
      'data.csv expands to more than 16777216 bytes',
      { mostBytes: 1e9 },
    ],
    ['sends broken gzip', file(gzipSync(table).subarray(0, 2000)), 'data.csv is a broken gzip file'],
    [
      'sends a part',
      (_, r) => void r.writeHead(200, { 'content-length': 20 }).write('size,kind\n', () => r.destroy()),
      'after 4 tries',
    ],
    ['does not say where its file ends', untold, 'does not say how long its file is'],
    ['says nothing', () => undefined, 'sent nothing for 0.05 s, after 4 tries', { stallMs: 50 }],
    ['sends byte after byte', drip, 'It took longer than', { mostMs: 200 }],
    ['has nothing', status(404), 'answered 404'],
  ])('that %s is refused', async (_, answer, why, change = {}) => {
    await using server = await secureMirror(answer)
    expect(await refusal(server, change)).toContain(why)
  })
})

test('what was whole and wrong is taken away', async () => {
  await using server = await secureMirror(file(Buffer.from('size,kind\n1,a\n')))
  await refusal(server)
  expect(readdirSync(world.cache).filter((name) => name.endsWith('.part'))).toEqual([])
})
