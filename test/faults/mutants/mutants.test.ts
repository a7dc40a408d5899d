import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../e2e/cli.ts'
import { MUTANTS } from './mutants.ts'
import { mutated } from './mutated.ts'

// That each is noticed is for `pnpm mutants` to see, which takes minutes.

test.each(MUTANTS)('the mutant "$name" is one of the source as it is, and names tests that are there', (mutant) => {
  for (const file of new Set(mutant.edits.map((edit) => edit.file))) {
    const source = readFileSync(join(root, file), 'utf8')
    expect(mutated(mutant, join(root, file), source)).not.toBe(source)
  }
  expect(mutant.caughtBy.filter((file) => !existsSync(join(root, file)))).toEqual([])
  expect(mutant.caughtBy).not.toEqual([])
})

test('a mutant whose text is not there, or twice, is no mutant', () => {
  const mutant = { name: 'none', caughtBy: [], edits: [{ file: 'a.ts', from: 'x', to: 'y' }] }
  expect(() => mutated(mutant, '/a.ts', 'abc')).toThrow(/is there 0 times/)
  expect(() => mutated(mutant, '/a.ts', 'x x')).toThrow(/is there 2 times/)
  expect(mutated(mutant, '/b.ts', 'x')).toBeUndefined()
})
