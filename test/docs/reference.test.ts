import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reference } from './reference.ts'

test('docs/reference.md is what the commands say of themselves', async () => {
  const written = readFileSync(join(import.meta.dirname, '../../docs/reference.md'), 'utf8')
  expect(written, 'A command has changed. Write docs/reference.md anew: npx --yes pnpm@12 reference').toBe(
    await reference(),
  )
})

test('every command has an example in the reference', async () => {
  const sections = (await reference()).split('\n## ').slice(1)
  expect(sections.length).toBeGreaterThan(10)
  const without = sections.filter((section) => !/^Examples?:\n {2}hypersweep /m.test(section))
  expect(without.map((section) => section.split('\n')[0])).toEqual([])
})
