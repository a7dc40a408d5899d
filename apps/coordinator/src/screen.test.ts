import { Writable } from 'node:stream'
import { WriteStream } from 'node:tty'
import { afterEach, expect, test, vi } from 'vitest'
import { screenOf } from './screen.ts'
import { terminal } from './testing/terminal.ts'

afterEach(() => vi.unstubAllEnvs())

/** A stream that is a terminal of that size, as far as can be told, or none. */
function streamOf({ isTTY = true, columns = 40, rows = 10 } = {}) {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  /** What was written since it was asked last. */
  const taken = () => {
    const all = text
    text = ''
    return all
  }
  const { getColorDepth, hasColors } = WriteStream.prototype
  const size = isTTY ? { isTTY, columns, rows, getColorDepth, hasColors } : {}
  return Object.assign(stream, size, { taken }) as unknown as NodeJS.WriteStream & { taken(): string }
}

test.each([
  ['a terminal', {}, {}, true],
  ['a pipe', { isTTY: false }, {}, false],
  ['a terminal of no size, as in some CI', { columns: 0 }, {}, false],
  ['a terminal that cannot move its cursor', {}, { TERM: 'dumb' }, false],
  ['a terminal of CI, whose log is kept', {}, { CI: 'true' }, false],
  ['a terminal where CI is set to nothing', {}, { CI: '' }, true],
  ['a terminal where CI is false', {}, { CI: 'false' }, true],
])('%s: whether it is repainted', (_what, stream, env, canRepaint) => {
  expect(screenOf(streamOf(stream), env).canRepaint).toBe(canRepaint)
})

test.each([
  ['a terminal has colours', {}, { TERM: 'xterm-256color' }, true],
  ['NO_COLOR takes them away', {}, { TERM: 'xterm-256color', NO_COLOR: '1' }, false],
  ['TERM=dumb has none', {}, { TERM: 'dumb' }, false],
  ['a pipe has none', { isTTY: false }, { TERM: 'xterm-256color' }, false],
])('%s', (_what, stream, env, hasColours) => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI', 'TERM']) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const painted = screenOf(streamOf(stream), env).paint('green', 'best')
  expect(painted !== 'best').toBe(hasColours)
})

test('a line that is said while a screen is shown stands above it, also when the terminal has become narrower', async () => {
  const stream = streamOf({ columns: 40, rows: 10 })
  const screen = screenOf(stream, {})
  const seen = terminal(40, 10)
  const flush = () => seen.write(stream.taken())
  screen.repaint(['a'.repeat(40), 'bar'])
  screen.say('first')
  await flush()
  expect(seen.lines()).toEqual(['first', 'a'.repeat(40), 'bar'])
  await seen.resize(20, 10)
  stream.columns = 20
  screen.say('second')
  screen.repaint(['a'.repeat(20), 'bar'])
  await flush()
  expect(seen.lines()).toEqual(['first', 'second', 'a'.repeat(20), 'bar'])
})

test('what is settled or written over is left as it is', async () => {
  const stream = streamOf()
  const screen = screenOf(stream, {})
  const seen = terminal(40, 10)
  screen.repaint(['one'])
  screen.settle()
  screen.repaint(['two'])
  screen.write('note\r\n')
  screen.repaint(['three'])
  await seen.write(stream.taken())
  expect(seen.lines()).toEqual(['one', 'two', 'note', 'three'])
})
