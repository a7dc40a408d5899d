import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, start, succeed, temporaryFolder } from './cli.ts'
import { SMALL } from './small.ts'

const folder = temporaryFolder()
let expected: string

const digestOf = async (dir: string) =>
  (await succeed(['digest', 'small', '--dir', dir], { cwd: folder.path })).stdout.trim()

beforeAll(async () => {
  writeFileSync(join(folder.path, 'small.yaml'), SMALL)
  await succeed(['run', 'small.yaml', '--threads', '1', '--dir', 'one'], { cwd: folder.path })
  expected = await digestOf('one')
}, 120_000)
afterAll(() => folder[Symbol.dispose]())

describe('the digest of a sweep is the same text', () => {
  test('of 64 hexadecimal characters', () => {
    expect(expected).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each(['2', '8'])('with %s threads', async (threads) => {
    const dir = `threads-${threads}`
    const { code } = await run(['run', 'small.yaml', '--threads', threads, '--dir', dir], { cwd: folder.path })
    expect(code).toBe(0)
    expect(await digestOf(dir)).toBe(expected)
  })

  test('when the run was killed and started again', async () => {
    const first = start(['run', 'small.yaml', '--threads', '2', '--dir', 'killed'], { cwd: folder.path })
    await first.line(/trial 1 .*complete/i)
    first.child.kill('SIGKILL')
    await first.ended
    const { code } = await run(['run', 'small.yaml', '--threads', '2', '--dir', 'killed'], { cwd: folder.path })
    expect(code).toBe(0)
    expect(await digestOf('killed')).toBe(expected)
  })

  test('when the run was stopped with Ctrl-C and started again', async () => {
    const first = start(['run', 'small.yaml', '--threads', '2', '--dir', 'stopped'], { cwd: folder.path })
    await first.line(/trial 1 .*complete/i)
    first.child.kill('SIGINT')
    const stopped = await first.ended
    expect(stopped.code).toBe(130)
    expect(stopped.stderr).toContain('hypersweep run small.yaml')
    const { code } = await run(['run', 'small.yaml', '--threads', '2', '--dir', 'stopped'], { cwd: folder.path })
    expect(code).toBe(0)
    expect(await digestOf('stopped')).toBe(expected)
  })
})
