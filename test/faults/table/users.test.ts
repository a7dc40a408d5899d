import { describe, expect, test } from 'vitest'
import { allowedCommands } from '../../redis/commands.ts'
import { expectClear } from './expect-clear.ts'
import { expectNothingLeft, expectWhole, undisturbed } from './expectations.ts'
import { ground } from './ground.ts'
import { startProcess } from './process.ts'
import { tableSweep } from './table-sweep.ts'

const GOOD = tableSweep({ epochs: 1 })

/** What no sweep needs: the server itself, its other users, and everybody's keys at once. */
const BEYOND_A_SWEEP: readonly string[][] = [
  ['FLUSHALL'],
  ['FLUSHDB'],
  ['CONFIG', 'GET', 'dir'],
  ['CONFIG', 'SET', 'dir', '/tmp'],
  ['ACL', 'SETUSER', 'worker', 'allkeys'],
  ['ACL', 'LIST'],
  ['CLIENT', 'LIST'],
  ['CLIENT', 'KILL', 'TYPE', 'normal'],
  ['SCRIPT', 'FLUSH'],
  ['FUNCTION', 'LOAD', '#!lua name=any'],
  ['MODULE', 'LOAD', '/tmp/any.so'],
  ['DEBUG', 'SLEEP', '0'],
  ['REPLICAOF', '127.0.0.1', '1'],
  ['SAVE'],
  ['SHUTDOWN'],
  ['MONITOR'],
  ['KEYS', '*'],
  ['SCAN', '0'],
  ['RANDOMKEY'],
  ['SWAPDB', '0', '1'],
  ['SUBSCRIBE', 'any'],
  ['PUBLISH', 'any', 'text'],
  ['MIGRATE', '127.0.0.1', '1', '{hs}:sweeps', '0', '10'],
]

/** A foreign key: by itself, beside one of a sweep, and out of a script that names it or not. */
const ON_OTHERS_KEYS: readonly string[][] = [
  ['GET', 'foreign'],
  ['SET', '{other}:key', '1'],
  ['DEL', '{hs}:none', 'foreign'],
  ['HGETALL', 'hs:sweeps'],
  ['EVAL', "return redis.call('GET', KEYS[1])", '1', 'foreign'],
  ['EVAL', "return redis.call('GET', 'foreign')", '0'],
  ['EVAL', "return redis.call('FLUSHALL')", '0'],
  ['EVAL', "return redis.call('CONFIG', 'GET', 'dir')", '0'],
]

/** What the server calls it, by version and by where it was tried; MODULE and DEBUG are off for all. */
const DENIED = /NOPERM|ermission|can't run this command|ACL failure|can't access|not allowed/

describe('a Redis with users', () => {
  test.each([
    ['no password', ''],
    ['a wrong password', ':secret-word@'],
    ['an unknown user', 'nobody:secret-word@'],
  ])('row 30: with %s, every command is refused with one clear message and no secret', async (_, login) => {
    await using field = await ground(GOOD)
    await field.redis.command('CONFIG', 'SET', 'requirepass', 'right-word')
    const url = field.redis.url.replace('//', `//${login}`)
    for (const command of [['run', 'table.yaml'], ['worker'], ['ls']]) {
      const result = await startProcess([...command, '--redis', url], field).ended
      expectClear(result)
      expect(result.stderr).toMatch(/refuses the login/)
      expect(result.stderr).not.toContain('right-word')
    }
  })

  /** Rules by SETUSER, so that the Redis stays one that the other rows can work on. */
  const rulesOf = (user: 'worker' | 'viewer', keys: string) => [
    'on',
    '>secret-word',
    'resetchannels',
    keys,
    '-@all',
    ...[...allowedCommands(user)].map((name) => `+${name}`),
  ]

  test('row 30: a user who may touch nothing but the keys of sweeps runs a whole sweep, and is denied all else', async () => {
    const expected = await undisturbed(GOOD)
    await using field = await ground(GOOD)
    await field.redis.command('SET', 'foreign', 'of others')
    await field.redis.command('ACL', 'SETUSER', 'worker', ...rulesOf('worker', '~{hs}:*'))
    const url = field.redis.url.replace('//', '//worker:secret-word@')
    const [driver, worker] = [field.driver({ url }), field.worker('first', { url, threads: 2 })]
    expect((await driver.ended).code).toBe(0)
    await field.drain(worker)
    await expectWhole(field, expected)
    expect([...driver.said, ...worker.said].join('\n')).not.toMatch(/secret-word|NOPERM/)
    expect(await field.redis.command('ACL', 'LOG')).toEqual([])

    for (const command of [...BEYOND_A_SWEEP, ...ON_OTHERS_KEYS]) {
      const reply = await field.redis.commandAt(url, ...command).catch(String)
      expect({ command, reply }).toMatchObject({ reply: expect.stringMatching(DENIED) })
    }
    expect(await field.redis.command('GET', 'foreign')).toBe('of others')
    await expectNothingLeft(field)
  })

  test('row 30: a user who may only look reads the same keys, and is denied every write and every script', async () => {
    await using field = await ground(GOOD)
    await field.redis.command('ACL', 'SETUSER', 'viewer', ...rulesOf('viewer', '%R~{hs}:*'))
    await field.redis.command('HSET', '{hs}:sweep-names', 'id', 'name')
    const url = field.redis.url.replace('//', '//viewer:secret-word@')
    expect(await field.redis.commandAt(url, 'HGET', '{hs}:sweep-names', 'id')).toBe('name')
    const [key, script] = ['{hs}:sweep-names', "return redis.call('HGETALL', KEYS[1])"]
    for (const command of [
      ...BEYOND_A_SWEEP,
      ...ON_OTHERS_KEYS,
      ['HSET', key, 'id', 'other'],
      ['DEL', key],
      ['UNLINK', key],
      ['RENAME', key, '{hs}:other'],
      ['EXPIRE', key, '1'],
      ['EVAL', script, '1', key],
      ['EVAL_RO', script, '1', key],
      ['EVALSHA', '0'.repeat(40), '1', key],
      ['FCALL', 'any', '0'],
    ]) {
      const reply = await field.redis.commandAt(url, ...command).catch(String)
      expect({ command, reply }).toMatchObject({ reply: expect.stringMatching(DENIED) })
    }
    expect(await field.redis.command('HGET', key, 'id')).toBe('name')
  })
})
