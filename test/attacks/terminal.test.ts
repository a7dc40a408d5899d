import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { redisSweepStore, sqliteSweepStore } from '@hypersweep/adapters'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root, run, temporaryFolder } from '../e2e/cli.ts'
import { ownRedis } from '../e2e/own-redis.ts'
import { inTerminal } from '../e2e/pseudo-terminal.ts'
import { NAME, plantSweep, STEERING } from './planted-sweep.ts'

const folder = temporaryFolder()
beforeAll(async () => {
  mkdirSync(join(folder.path, '.hypersweep'))
  await using store = sqliteSweepStore({ path: join(folder.path, '.hypersweep/sweeps.sqlite') })
  await plantSweep(store)
})
afterAll(() => folder[Symbol.dispose]())

/** Every control character and every unseen one, but line ends and the two joiners that words are written with. */
const STEERS = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}]/u

const PEOPLE = [
  'ls',
  'status planted',
  'leaderboard planted',
  'trials planted',
  'best planted',
  'trial show planted 0',
  'trial show planted 1',
  'trial show planted 2',
  'trial show planted 3',
  'trial why planted 1',
  'trial logs planted 0',
  'trial logs planted 1',
  'trial logs planted 2',
  'ensemble planted',
]

describe.concurrent('texts of a store that steer a terminal', () => {
  test.each(PEOPLE)('steer none in what `%s` says to people', async (line) => {
    const { stdout, stderr } = await run(line.split(' '), { cwd: folder.path })
    expect(stdout + stderr).toMatch(/\ufffd\[2J/)
    expect(stdout + stderr).not.toMatch(STEERS)
  })

  test.each(['json', 'yaml'])('are escaped in -f %s, which has the same value', async (format) => {
    const words = ['leaderboard', NAME, '--state', 'complete', '-f', format]
    const { stdout } = await run(words, { cwd: folder.path })
    expect(stdout).toContain('value')
    expect(stdout).not.toMatch(STEERS)
    const { parse } = await import('yaml')
    expect(JSON.stringify(parse(stdout))).toContain(JSON.stringify(`value${STEERING}`))
  })

  test('are in an exported CSV as they are, but for a terminal that shows it', async () => {
    const file = await run(['export', NAME, '-f', 'csv'], { cwd: folder.path })
    expect(file.stdout).toContain(`value${STEERING}`)
    const main = join(root, 'apps/coordinator/src/main.ts')
    const command = `${process.execPath} --conditions=hypersweep-source ${main} export ${NAME} -f csv`
    const { text } = await inTerminal(command, { cwd: folder.path, columns: 500 }).ended
    expect(text).toContain('value\ufffd[2J')
    expect(text.replaceAll(/\r+\n/g, '\n')).not.toMatch(STEERS)
  })
})

test('texts of a Redis that steer a terminal steer none', async () => {
  await using redis = await ownRedis()
  await using store = await redisSweepStore({ url: redis.url })
  await plantSweep(store)
  for (const words of [
    ['status', NAME],
    ['trial', 'logs', NAME, '2'],
  ]) {
    const { stdout, stderr } = await run([...words, '--redis', redis.url], { cwd: folder.path })
    expect(stdout + stderr).toMatch(/\ufffd\[2J/)
    expect(stdout + stderr).not.toMatch(STEERS)
  }
})
