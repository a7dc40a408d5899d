import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { file, mirror } from '../testing/mirror.ts'
import { askAnyone } from './ask.ts'
import { type Fetched, fetchData } from './fetch-data.ts'
import { PUBLISHED_DATA, type PublishedData } from './published-data.ts'

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hypersweep-fetch-'))
  folder = join(root, 'there')
  mkdirSync(folder)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const batches = { 'batch_1.bin': randomBytes(70_001), 'batch_2.bin': randomBytes(1024) }

/** An archive that the system's own tar has made, with more in it than is wanted. */
function archive(): Buffer {
  mkdirSync(join(root, 'batches'))
  for (const [name, bytes] of Object.entries(batches)) writeFileSync(join(root, 'batches', name), bytes)
  writeFileSync(join(root, 'batches', 'readme.html'), '<p>')
  execFileSync('tar', ['-czf', 'batches.tar.gz', 'batches'], { cwd: root })
  return readFileSync(join(root, 'batches.tar.gz'))
}

function publishedArchive(bytes: Buffer, members = ['batches/batch_1.bin', 'batches/batch_2.bin']): PublishedData {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { source: 'cifar10', files: [{ name: 'batches.tar.gz', bytes: bytes.length, sha256 }], mirrors: [], members }
}

async function fetched(data: PublishedData, url: string): Promise<string[]> {
  const told: string[] = []
  const done = ({ name }: { name: string }, how: Fetched) => told.push(`${name} ${how}`)
  const { signal } = new AbortController()
  await fetchData({
    data,
    folder,
    ask: askAnyone,
    mirrors: [url],
    signal,
    done,
    progress: () => undefined,
    pause: async () => undefined,
  })
  return told
}

describe('an archive', () => {
  test('is unpacked into its members and goes, and is not fetched again while these are whole', async () => {
    const bytes = archive()
    await using server = await mirror(file(bytes))
    expect(await fetched(publishedArchive(bytes), server.url)).toEqual(['batches.tar.gz fetched'])
    expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'batch_1.bin', 'batch_2.bin'])
    for (const [name, wanted] of Object.entries(batches))
      expect(readFileSync(join(folder, name)).equals(wanted)).toBe(true)
    const sums = Object.entries(batches).map(
      ([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`,
    )
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(sums.join(''))
    expect(await fetched(publishedArchive(bytes), server.url)).toEqual(['batches.tar.gz there, unpacked'])
    expect(server.asked).toHaveLength(1)
    writeFileSync(join(folder, 'batch_2.bin'), 'damaged')
    expect(await fetched(publishedArchive(bytes), server.url)).toEqual(['batches.tar.gz fetched'])
    expect(readFileSync(join(folder, 'batch_2.bin')).equals(batches['batch_2.bin'])).toBe(true)
  })

  test('without a member that it should have leaves no half of it', async () => {
    const bytes = archive()
    await using server = await mirror(file(bytes))
    const data = publishedArchive(bytes, ['batches/batch_1.bin', 'batches/batch_9.bin'])
    await expect(fetched(data, server.url)).rejects.toThrow('batches.tar.gz has no batches/batch_9.bin')
    expect(readdirSync(folder)).toEqual(['batches.tar.gz'])
  })
})

test('a file that is there unpacked is left as it is, since readers take it first', async () => {
  const bytes = randomBytes(100)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const data: PublishedData = {
    source: 'idx',
    files: [
      { name: 'a.gz', bytes: 100, sha256 },
      { name: 'b.gz', bytes: 100, sha256 },
    ],
    mirrors: [],
  }
  writeFileSync(join(folder, 'a'), 'unpacked')
  await using server = await mirror(file(bytes))
  expect(await fetched(data, server.url)).toEqual(['a.gz there, unpacked', 'b.gz fetched'])
  expect(server.asked).toEqual(['/b.gz'])
})

test('every published file has a name, a size, a SHA-256 and several mirrors', () => {
  for (const { files, mirrors } of Object.values(PUBLISHED_DATA)) {
    expect(mirrors.length).toBeGreaterThan(1)
    for (const url of mirrors) expect(new URL('name', url).href).toBe(`${url}name`)
    for (const { name, bytes, sha256 } of files) {
      expect(name).toMatch(/^[\w-]+(\.tar)?\.gz$/)
      expect(bytes).toBeGreaterThan(4000)
      expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    }
  }
})
