import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bullmqTrialQueue } from '@hypersweep/adapters'
import type { TrialId } from '@hypersweep/sweep'
import { afterAll, describe, expect, test } from 'vitest'
import { run, temporaryFolder } from '../../e2e/cli.ts'
import { expectClear } from './expect-clear.ts'
import { CLAIMED, epochReached, expectWhole, undisturbed } from './expectations.ts'
import { ground } from './ground.ts'
import { preload } from './preloaded.ts'
import { NAME, tableSweep } from './table-sweep.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const GOOD = tableSweep({ epochs: 1 })
const rates = (values: string) => GOOD.replace(/learning_rate: .*/, `learning_rate: { values: [${values}] }`)

describe.concurrent('a hostile sweep file', () => {
  test.each([
    ['a name that climbs out of its folder', GOOD.replace(`name: ${NAME}`, 'name: ../../climbed')],
    ['a name that is a path', GOOD.replace(`name: ${NAME}`, 'name: /tmp/climbed')],
    ['a name with NUL', GOOD.replace(`name: ${NAME}`, 'name: "nul\\0byte"')],
    ['a name that steers the terminal', GOOD.replace(`name: ${NAME}`, 'name: "red\\e[31m"')],
    ['an axis named __proto__', GOOD.replace('decay_rate:', '__proto__:')],
    ['an axis named constructor', GOOD.replace('decay_rate:', 'constructor:')],
    ['a rate of 1e400', rates('0.01, 1e400')],
    ['a rate that is no number', rates('0.01, .nan')],
    ['a layer of 1e308', GOOD.replace('dense: 64', 'dense: 1e308')],
    ['epochs of 1e308', GOOD.replace('epochs: 1', 'epochs: 1e308')],
    ['a seed beyond what is exact', GOOD.replace('seed: 3', 'seed: 1e308')],
    ['a hundred thousand open brackets', `${GOOD}more: ${'['.repeat(100_000)}`],
    [
      'a data path with NUL',
      GOOD.replace(/data: .*/, 'data: { source: csv, path: "a\\0b", label: y, validation: 10 }'),
    ],
  ])('row 29: %s is refused with one clear message, and nothing is written', async (what, text) => {
    const cwd = join(folder.path, what.replaceAll(/\W/g, '-'))
    mkdirSync(cwd)
    writeFileSync(join(cwd, 'bad.yaml'), text)
    expectClear(await run(['run', 'bad.yaml'], { cwd }))
    expect(readdirSync(cwd)).toEqual(['bad.yaml'])
  })

  test('row 29: a sweep file without an end is read as far as a sweep file may be long', async () => {
    const cwd = join(folder.path, 'endless')
    mkdirSync(cwd)
    execFileSync('mkfifo', [join(cwd, 'endless.yaml')])
    const writer = spawn('dd', ['if=/dev/zero', 'of=endless.yaml', 'bs=1M', 'count=64'], { cwd, stdio: 'ignore' })
    const written = once(writer, 'exit')
    const result = await run(['run', 'endless.yaml'], { cwd })
    const [code] = (await written) as [number | null]
    expectClear(result)
    expect(result.stderr).toMatch(/256 KiB/)
    // The writer was stopped before it had written its 64 MB.
    expect(code).not.toBe(0)
  })
})

describe.concurrent('a hostile address', () => {
  test.each([
    'http://secret-word@127.0.0.1:6379',
    'redis://user:secret-word@127.0.0.1:99999',
    'redis://:secret-word@127.0.0.1:6379/not-a-number',
    'redis://',
    'unix:///nowhere/redis.sock',
    'secret-word',
  ])('row 29: the Redis URL %s is refused with one clear message and without its password', async (url) => {
    const result = await run(['ls', '--redis', url], { cwd: folder.path })
    expect(result.stdout).toBe('')
    expectClear(result, 'secret-word@')
  })
})

test('row 29: trials and sweeps with hostile names in the Redis lead to no file outside the folder, and the worker goes on', async () => {
  const expected = await undisturbed()
  await using field = await ground()
  const worker = field.worker('first', { threads: 2 })
  await worker.trainer()
  await using queue = await bullmqTrialQueue({ url: field.redis.url })
  const evil = '../../climbed'
  await field.redis.command('HSET', '{hs}:sweep-names', evil, 'evil', '__proto__', 'worse')
  await field.redis.command('HSET', '{hs}:sweep-records', evil, '{"id":', '__proto__', '{"__proto__":{"polluted":1}}')
  const trials = [`${evil}-0`, '__proto__-0', '-', 'a\0b-1', `${'x'.repeat(5000)}-1e308`] as TrialId[]
  await queue.offer(trials.map((trial) => ({ trial, generation: 0 })))

  expect((await field.driver().ended).code).toBe(0)
  await field.drain(worker)
  await expectWhole(field, expected)
  expect(readdirSync(field.cwd).toSorted()).toEqual(['checkpoints', 'data-roots', 'locks', 'table.yaml'])
  const [sweep] = (await field.store.sweeps()).filter(({ name }) => name === NAME)
  const theirs = readdirSync(field.checkpoints).filter((name) => !name.startsWith(sweep!.id))
  expect(theirs).toEqual(['.pins', '.sweeps'])
})

describe('another version', () => {
  test('row 32: a worker with other numerics leaves a sweep alone and says why, and a run with other numerics is refused', async () => {
    await using field = await ground(GOOD)
    const driver = field.driver()
    await driver.line(/^where/)
    const [sweep] = await field.store.sweeps()
    const { name, ...record } = { ...sweep!, numerics: 'f'.repeat(64) }
    await field.redis.command('HSET', '{hs}:sweep-records', sweep!.id, JSON.stringify(record))
    const worker = field.worker('first')
    await worker.line(new RegExp(`${name}: left to others: it runs under numerics f+, this worker has`))
    driver.child.kill('SIGKILL')
    const result = await field.driver().ended
    expectClear(result)
    expect(result.stderr).toMatch(/numeric code ffffffffffff/)
    await field.drain(worker)
    const summaries = await field.store.summaries(sweep!.id)
    expect(summaries.map(({ claims }) => claims)).toEqual([0, 0, 0, 0])
  })

  test('row 32: checkpoints of a later version are set aside and said so, and their trial comes to the same end', async () => {
    const expected = await undisturbed()
    await using field = await ground()
    const [driver, later] = await field.cast(['later', { env: { ...preload, LATER_VERSION: '1' } }])
    const [, number = ''] = await later.line(CLAIMED)
    await epochReached(field, number, 5)
    await field.drain(later)

    const worker = field.worker('earlier')
    await worker.line(new RegExp(`-${number}: the checkpoint .* is set aside: The checkpoint has version 999`))
    expect((await driver.ended).code).toBe(0)
    await field.drain(worker)
    await expectWhole(field, expected)
    const files = readdirSync(field.checkpoints, { recursive: true, encoding: 'utf8' })
    expect(files.filter((name) => name.endsWith('.corrupt'))).not.toEqual([])
  })
})
