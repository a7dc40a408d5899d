import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { readDataFile } from './read-data-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypersweep-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const CONTENT = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) & 0xff)

function put(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

test('a plain file, a gzip file, and a gzip file named without .gz give the same bytes', async () => {
  put('packed.gz', gzipSync(CONTENT))
  const [plain, packed, byName] = await Promise.all([
    readDataFile(put('plain', CONTENT)),
    readDataFile(put('disguised', gzipSync(CONTENT))),
    readDataFile(join(folder, 'packed')),
  ])
  expect(plain).toMatchObject({ name: 'plain' })
  expect(byName).toMatchObject({ name: 'packed.gz' })
  for (const file of [plain, packed, byName]) expect(Uint8Array.from(file!.bytes)).toEqual(CONTENT)
})

test('where there is no file there is no answer', async () => {
  expect(await readDataFile(join(folder, 'nothing'))).toBeUndefined()
  expect(await readDataFile(join(put('file', CONTENT), 'below'))).toBeUndefined()
})

test('a gzip file that expands beyond the limit is refused, whatever its own size', async () => {
  const bomb = put('bomb.gz', gzipSync(new Uint8Array(1_000_000)))
  await expect(readDataFile(bomb, { maxBytes: 999_999 })).rejects.toMatchObject({ code: 'DATA_TOO_LARGE' })
  await expect(readDataFile(bomb, { maxBytes: 999_999 })).rejects.toThrow(/bomb\.gz.*999999 bytes/)
  expect((await readDataFile(bomb, { maxBytes: 1_000_000 }))?.bytes).toHaveLength(1_000_000)
})

test('a plain file beyond the limit is refused before it is read', async () => {
  const plain = put('large', CONTENT)
  await expect(readDataFile(plain, { maxBytes: 4999 })).rejects.toMatchObject({ code: 'DATA_TOO_LARGE' })
  expect((await readDataFile(plain, { maxBytes: 5000 }))?.bytes).toHaveLength(5000)
})

test.each([
  ['cut short', gzipSync(CONTENT).subarray(0, -20)],
  ['altered', gzipSync(CONTENT).map((byte, i) => (i === 60 ? byte ^ 0xff : byte))],
])('a gzip file that was %s is refused', async (how, bytes) => {
  await expect(readDataFile(put(`${how}.gz`, bytes))).rejects.toMatchObject({ code: 'DATA_GZIP' })
})

test('a folder in the place of a file is refused', async () => {
  mkdirSync(join(folder, 'sub'))
  await expect(readDataFile(join(folder, 'sub'))).rejects.toMatchObject({ code: 'DATA_READ' })
})

test.skipIf(process.getuid?.() === 0)('a file that may not be read is refused', async () => {
  const secret = put('secret', CONTENT)
  chmodSync(secret, 0)
  await expect(readDataFile(secret)).rejects.toMatchObject({ code: 'DATA_READ' })
})
