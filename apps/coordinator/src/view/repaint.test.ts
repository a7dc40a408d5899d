import { expect, test } from 'vitest'
import { terminal } from '../testing/terminal.ts'
import { NOTHING, type Painted, repaintText } from './repaint.ts'

const painted = (columns: number, ...lines: string[]): Painted => ({ columns, lines })

test('lines stand where those before stood, the cursor below them', async () => {
  const screen = terminal(20, 6)
  const [first, second] = [painted(20, 'one', 'two', 'three'), painted(20, 'one', 'a longer second')]
  await screen.write(`$ run\r\n${repaintText(NOTHING, first)}`)
  expect(screen.lines()).toEqual(['$ run', 'one', 'two', 'three'])
  await screen.write(repaintText(first, second))
  expect(screen.lines()).toEqual(['$ run', 'one', 'a longer second'])
  expect(screen.cursor()).toEqual([0, 3])
  expect(screen.wraps()).toBe(true)
})

test('what has not changed is not written again', () => {
  const text = repaintText(painted(20, 'the same', 'old'), painted(20, 'the same', 'new'))
  expect(text).not.toContain('the same')
  expect(text).toContain('new')
})

test('lines that stay come above, in full', async () => {
  const screen = terminal(10, 8)
  const block = painted(10, 'first', 'second')
  await screen.write(repaintText(NOTHING, block))
  await screen.write(repaintText(block, block, ['more than ten wide']))
  expect(screen.lines()).toEqual(['more than ', 'ten wide', 'first', 'second'])
})

test('a full line keeps its last glyph, and coloured ones are as wide as they look', async () => {
  const screen = terminal(4, 6)
  const full = painted(4, '\x1b[1mabcd\x1b[0m', 'wxyz')
  await screen.write(repaintText(NOTHING, full))
  await screen.write(repaintText(full, painted(4, 'efgh', '\x1b[2mw\x1b[0m')))
  expect(screen.lines()).toEqual(['efgh', 'w'])
})

test('a line that is wider than reckoned is cut and moves no other', async () => {
  const screen = terminal(5, 6)
  const block = painted(5, 'far too wide', 'next')
  await screen.write(repaintText(NOTHING, block))
  expect(screen.lines()).toEqual(['far e', 'next'])
})

test('a block that fills the screen but for one line scrolls nothing away when it is repainted', async () => {
  const screen = terminal(20, 5)
  let before = NOTHING
  for (const tick of [1, 2, 3]) {
    const after = painted(20, 'head', `tick ${tick}`, 'more', 'best')
    await screen.write(repaintText(before, after))
    before = after
  }
  expect(screen.lines()).toEqual(['head', 'tick 3', 'more', 'best'])
})

test.each([
  [80, 24, 30, 24],
  [80, 24, 200, 24],
  [40, 24, 20, 24],
  [200, 60, 37, 60],
])('from %i×%i to %i×%i nothing is left of the block before', async (columns, rows, toColumns, toRows) => {
  const screen = terminal(columns, rows)
  const line = (width: number, glyph: string) => glyph.repeat(width)
  const before = painted(columns, line(columns, 'a'), 'short', line(columns - 3, 'b'), '')
  await screen.write(`$ run\r\n${repaintText(NOTHING, before)}`)
  await screen.resize(toColumns, toRows)
  const after = painted(toColumns, line(toColumns, 'c'), 'new')
  await screen.write(repaintText(before, after))
  expect(screen.lines()).toEqual(['$ run', line(toColumns, 'c'), 'new'])
  await screen.write(repaintText(after, painted(toColumns, 'last')))
  expect(screen.lines()).toEqual(['$ run', 'last'])
})

test('a terminal that becomes lower shows the new block whole', async () => {
  const screen = terminal(20, 10)
  const before = painted(20, 'one', 'two', 'three', 'four', 'five', 'six')
  await screen.write(repaintText(NOTHING, before))
  await screen.resize(20, 5)
  await screen.write(repaintText(before, painted(20, 'head', 'bar', 'counts', 'best')))
  expect(screen.lines().slice(-4)).toEqual(['head', 'bar', 'counts', 'best'])
})
