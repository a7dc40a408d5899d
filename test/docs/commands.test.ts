import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reference } from './reference.ts'

const root = join(import.meta.dirname, '../..')
const files = globSync(['*.md', 'docs/*.md', 'examples/*.{md,yaml}'], { cwd: root })
const pages = files.filter((file) => !['CHANGELOG.md', 'docs/reference.md'].includes(file))

test.each(pages)('every command that %s names has the options that it is given there', async (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  expect([...text.matchAll(COMMAND)].flatMap(([, line]) => unknown(line!))).toEqual([])
})

test('a command or an option that is not there is noticed', () => {
  expect(unknown('trial shew demo 3')).toEqual(['trial shew demo 3'])
  expect(unknown('run sweep.yaml --thread 4')).toEqual(['run sweep.yaml --thread 4'])
  expect(unknown('lb demo --top 3')).toEqual([])
})

/** Where a line or a piece of code begins with the program, up to where it, or a comment behind it, ends. */
const COMMAND =
  /(?:^[ #$]*|`)(?:pnpm |npx |docker compose exec coordinator )?hypersweep ([a-z][^`\n]*?)(?: {2,}.*)?(?=`|$)/gm

const sections = (await reference()).split('\n## ').slice(1)
/** What each command takes, by its name. */
const options = new Map(
  sections.map((section) => [section.split('\n')[0]!, new Set(section.match(/--[a-z][a-z-]*/g))] as const),
)

/** The line, where its command or an option of it is in no help. */
function unknown(line: string): string[] {
  const [first, second] = line.replace(/^lb\b/, 'leaderboard').split(' ')
  const taken = options.get(`${first} ${second}`) ?? options.get(first!)
  const given = line.replaceAll(/'.*?'|".*?"/g, '').match(/(?<= )--[a-z][a-z-]*/g) ?? []
  const isGroup = [...options.keys()].some((name) => name.startsWith(`${first} `)) && !options.has(`${first} ${second}`)
  const isKnown = taken !== undefined && !(isGroup && second !== undefined && second !== '--help')
  return isKnown && given.every((option) => taken.has(option)) ? [] : [line]
}
