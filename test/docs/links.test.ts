import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*.md'], { cwd: root })

test.each(pages)('every file that %s links to is there', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link!)
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
})

test('every page of docs is in its index', () => {
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8')
  const names = globSync('*.md', { cwd: join(root, 'docs') }).filter((name) => name !== 'README.md')
  const missing = names.filter((name) => !index.includes(`](${name})`))
  expect(missing, 'Add them to docs/README.md.').toEqual([])
})
