import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test, vi } from 'vitest'

// Starting processes takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const main = join(import.meta.dirname, 'main.ts')

async function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { HYPERSWEEP_REDIS: _, ...own } = process.env
  const child = spawn(process.execPath, ['--conditions=hypersweep-source', main, ...args], { env: { ...own, ...env } })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { stdout, stderr, code }
}

describe('wrong usage ends with 2 and says what is needed', () => {
  test.each([
    ['no Redis', [], "hypersweep: required option '--redis <url>' not specified\n(--help shows what is possible)"],
    ['no threads', ['--redis', 'redis://x', '--threads', '0'], 'Use a whole number from 1 to 256.'],
    [
      'threads by a slip of the hand',
      ['--redis', 'redis://x', '--threads', '9999'],
      'Use a whole number from 1 to 256.',
    ],
    ['an unknown flag', ['--redis', 'redis://x', '--thread', '2'], 'Did you mean --threads?'],
    ['a word too many', ['--redis', 'redis://x', 'sweep.yaml'], 'too many arguments'],
    ['what is no URL', ['--redis', 'x'], '"x" is no Redis URL.'],
  ])('%s', async (_, args, said) => {
    const { stdout, stderr, code } = await run(args)
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    expect(stderr).toContain(said)
  })
})

test('--help goes to stdout, has an example, and does not show the environment’s password', async () => {
  const { stdout, stderr, code } = await run(['--help'], { HYPERSWEEP_REDIS: 'redis://u:secret-word@x' })
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  expect(stdout).toContain('hypersweep worker --redis redis://10.0.0.5:6379 --threads 8 --data-root /srv/data')
  expect(stdout).not.toContain('secret-word')
})

test('a Redis that does not answer is told within seconds, without its password', async () => {
  const { stderr, code } = await run([], { HYPERSWEEP_REDIS: 'redis://u:secret-word@127.0.0.1:1' })
  expect(code).toBe(2)
  expect(stderr).toMatch(/^hypersweep worker: Redis at 127\.0\.0\.1:1 does not answer .*\n$/)
})
