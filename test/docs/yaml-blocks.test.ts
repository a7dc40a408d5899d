import { networkObjective } from '@hypersweep/runner'
import { parseSweep } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { yamlBlocks } from './yaml-blocks.ts'

test('the README shows a sweep file', () => {
  expect(yamlBlocks.map(([file]) => file)).toContain('README.md')
})

test.each(yamlBlocks)('the YAML in %s is a sweep file of this version', (file, text) => {
  expect(parseSweep(text, networkObjective, { file }).spec.name).toMatch(/./)
})
