import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { serviceToken } from './service-token.ts'

const dir = mkdtempSync(join(tmpdir(), 'hypersweep-token-'))
const file = join(dir, 'token')
const loopback = { host: '127.0.0.1', port: 8787 }
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('a file is the token without its last line break', async () => {
  writeFileSync(file, 'abcdefghijklmnop\n')
  expect(await serviceToken({ listen: { host: '0.0.0.0', port: 1 }, file })).toEqual({
    value: 'abcdefghijklmnop',
    isRandom: false,
  })
})

test('without a file it is random, and never the same', async () => {
  const [one, other] = [await serviceToken({ listen: loopback }), await serviceToken({ listen: loopback })]
  expect(one).toEqual({ value: expect.stringMatching(/^[\w-]{43}$/), isRandom: true })
  expect(one.value).not.toBe(other.value)
})

test('where other machines can reach the server, a file is asked for', async () => {
  const listen = { host: '0.0.0.0', port: 8787 }
  await expect(serviceToken({ listen })).rejects.toThrow(/Other machines can reach 0\.0\.0\.0:8787.*--token-file.*TLS/)
})

test.each([
  '',
  'short',
  'with a space in between',
  'two-lines-of-token\nand-another-one\n',
  'zeichen-die-keine-sind-ä',
])('a file that holds %j holds no token, and the message does not tell what it holds', async (text) => {
  writeFileSync(file, text)
  const message = await serviceToken({ listen: loopback, file }).catch((error: Error) => error.message)
  expect(message).toMatch(/16 to 512/)
  expect(message).not.toContain(text.slice(0, 5) || 'no text')
})

test('a file that is not there is named', async () => {
  const missing = join(dir, 'missing')
  await expect(serviceToken({ listen: loopback, file: missing })).rejects.toThrow(`${missing} cannot be read (ENOENT)`)
})
