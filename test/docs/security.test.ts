import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'SECURITY.md'), 'utf8')

/** A test as the page names it: a file, and a part of a title in it. */
const named = [...page.matchAll(/\]\(([\w./-]+\.test\.ts)\)(?: "([^"]+)")?/g)].map(
  ([, file = '', title = '']) => [file, title] as const,
)

describe('SECURITY.md', () => {
  test.each(named)('names %s, which has a test named "%s"', (file, title) => {
    expect(existsSync(join(root, file))).toBe(true)
    expect(readFileSync(join(root, file), 'utf8')).toContain(title)
  })

  test('names a test and a title for every attack', () => {
    const [, table = ''] = page.split('## Attacks')
    const rows = [...table.split('## Limits')[0]!.matchAll(/^\| (.+) \|$/gm)].slice(2).map(([, row = '']) => row)
    expect(rows.length).toBeGreaterThan(20)
    expect(rows.filter((row) => !/\.test\.ts\) "[^"]+"$/.test(row))).toEqual([])
  })

  test('names every file of attacks', () => {
    const files = globSync('test/attacks/*.test.ts', { cwd: root })
    expect(files.length).toBeGreaterThan(5)
    expect(files.filter((file) => !named.some(([each]) => each === file))).toEqual([])
  })
})
