import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { networkObjective } from '@hypersweep/runner'
import { parseSweep } from '@hypersweep/sweep'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const blocks = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)].map(
    ([, text]) => [file, text!] as const,
  ),
)

test('the README shows a sweep file', () => {
  expect(blocks.map(([file]) => file)).toContain('README.md')
})

test.each(blocks)('the YAML in %s is a sweep file of this version', (file, text) => {
  expect(parseSweep(text, networkObjective, { file }).spec.name).toMatch(/./)
})
