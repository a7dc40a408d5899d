import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { numericPackages, readKernels } from './numeric-packages.ts'
import { hashFiles, numericsId, sourcesOf } from './numerics-id.ts'

const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) })

test('the hash is that of name, size and bytes of each file, in order of the names', () => {
  const expected = createHash('sha256').update('a/x.ts\x003\0onea/y.ts\x003\0two').digest('hex')
  expect(hashFiles([file('a/y.ts', 'two'), file('a/x.ts', 'one')])).toBe(expected)
})

test.each([
  ['a byte', [file('a', 'onf'), file('b', 'two')]],
  ['a name', [file('a', 'one'), file('c', 'two')]],
  ['where one file ends and the next begins', [file('a', 'onet'), file('b', 'wo')]],
  ['a file more', [file('a', 'one'), file('b', 'two'), file('c', '')]],
])('%s changes the hash', (_, files) => {
  expect(hashFiles(files)).not.toBe(hashFiles([file('a', 'one'), file('b', 'two')]))
})

test('code that decides bits is in it, and tests are not', async () => {
  const { core, numbers } = numericPackages()
  const names = [...(await sourcesOf('core', core)), ...(await sourcesOf('numbers', numbers))].map(({ name }) => name)
  expect(names).toContain('core/train/train.ts')
  expect(names).toContain('core/kernels/kernels.ts')
  expect(names).toContain('numbers/index.ts')
  expect(names.filter((name) => /test|conformance/.test(name))).toEqual([])
})

test('it is one, however often it is asked for', async () => {
  const id = await numericsId()
  expect(id).toMatch(/^[0-9a-f]{64}$/)
  expect(await numericsId()).toBe(id)
})

test('kernels that were never built are told with the command that builds them', async () => {
  await expect(readKernels('/nowhere/kernels.wasm')).rejects.toThrow(
    'There are no compiled kernels at /nowhere/kernels.wasm. Training needs them; build them with `pnpm kernels`.',
  )
})
