import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/faults.md'), 'utf8')
const OPEN = /^Open: rows? (\d+(?:, \d+)*)/gm

/** A test as the page names it: a file, and the beginning of a title in it. */
const named = [...page.matchAll(/\]\(\.\.\/([\w./-]+\.test\.ts)\)(?: "([^"]+)")?/g)].map(
  ([, file = '', title = '']) => [file, title] as const,
)

test.each(named)('docs/faults.md: %s has a test named "%s"', (file, title) => {
  expect(existsSync(join(root, file))).toBe(true)
  expect(readFileSync(join(root, file), 'utf8')).toContain(title)
})

test('docs/faults.md has a line for every row from 1 to 32, or says that it is open', () => {
  const told = [...page.matchAll(/^\| ([\d, ]+) \|/gm), ...page.matchAll(OPEN)].flatMap(([, rows = '']) =>
    rows.split(',').map(Number),
  )
  expect([...new Set(told)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, index) => index + 1))
})

test('docs/faults.md tells of each row that a test is named after', () => {
  const files = globSync('test/faults/**/*.test.ts', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  )
  const rows = files.flatMap((text) => [...text.matchAll(/'rows? (\d+)/g)].map(([, row]) => Number(row)))
  const told = [...page.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, numbers = '']) => numbers.split(',').map(Number))
  expect([...new Set(rows)].filter((row) => !told.includes(row))).toEqual([])
})
