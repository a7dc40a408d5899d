import { describe, expect, test } from 'vitest'
import { errorText, exitCodeOf } from './error-text.ts'
import { CliError } from './errors.ts'

/** Errors of other packages are known by their name; see the style guide. */
class SweepError extends Error {
  override readonly name = 'SweepError'
  readonly file = 'sweep.yaml'
  readonly issues = [
    { message: 'learning_rat is unknown.', line: 12, column: 3 },
    { message: 'epochs is 0.', line: 20, column: 21 },
  ]
}

test('each issue of a file is a line that begins with its place', () => {
  expect(errorText(new SweepError('two'))).toBe(
    'hypersweep: sweep.yaml:12:3: learning_rat is unknown.\nhypersweep: sweep.yaml:20:21: epochs is 0.',
  )
})

test('a password in a URL is masked', () => {
  const error = new CliError('X', 'redis://me:hunter2@host:6379 does not answer.', 'Start it.')
  expect(errorText(error)).toBe('hypersweep: redis://me:***@host:6379 does not answer. Start it.')
})

test('a message cannot steer the terminal, but keeps its lines', () => {
  expect(errorText(new CliError('X', 'bad \u001b[2J', 'a\nb'))).toBe('hypersweep: bad \ufffd[2J a\nb')
})

describe('a stack', () => {
  const error = new CliError('X', 'got.', 'needed.', { cause: new Error('the disk') })
  test('is hidden', () => expect(errorText(error)).not.toContain('error-text.test.ts'))
  test('is shown with --debug, with its causes', () => {
    expect(errorText(error, { debug: true })).toContain('error-text.test.ts')
    expect(errorText(error, { debug: true })).toContain('caused by Error: the disk')
  })
})

test('an error of nobody says that the fault is ours', () => {
  expect(errorText(new TypeError('x is undefined'))).toContain('--debug')
})

describe('the exit code', () => {
  test('is 2 for input', () => expect(exitCodeOf(new SweepError('two'))).toBe(2))
  test('is what a CliError says', () => {
    expect(exitCodeOf(new CliError('X', 'a', 'b', { exitCode: 130 }))).toBe(130)
  })
  test('is 1 for a fault of our own', () => expect(exitCodeOf(new TypeError('x'))).toBe(1))
})
