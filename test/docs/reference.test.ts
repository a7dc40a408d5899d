import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SCHEMAS } from '@hypersweep/coordinator/schemas'
import { expect, test } from 'vitest'
import { jsonSchemas } from './json-schemas.ts'
import { jsonCommands, reference } from './reference.ts'

const docs = join(import.meta.dirname, '../../docs')
const ADVICE = 'is not what the commands say now. Write it anew: npx --yes pnpm@12 reference'

test('docs/reference.md is what the commands say of themselves', async () => {
  expect(readFileSync(join(docs, 'reference.md'), 'utf8'), `docs/reference.md ${ADVICE}`).toBe(await reference())
})

test('docs/schemas is what the schemas say', () => {
  const folder = join(docs, 'schemas')
  const files = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const)
  expect(Object.fromEntries(files), `docs/schemas ${ADVICE}`).toEqual(Object.fromEntries(jsonSchemas()))
})

test('every command with -f json has its schema', async () => {
  expect(await jsonCommands(), 'Describe what it prints in apps/coordinator/src/schemas.').toEqual(
    Object.keys(SCHEMAS).toSorted(),
  )
})

test('every command has an example in the reference', async () => {
  const sections = (await reference()).split('\n## ').slice(1)
  expect(sections.length).toBeGreaterThan(10)
  const without = sections.filter((section) => !/^Examples?:\n {2}hypersweep /m.test(section))
  expect(without.map((section) => section.split('\n')[0])).toEqual([])
})
