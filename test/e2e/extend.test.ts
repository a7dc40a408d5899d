import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, start, succeed, temporaryFolder } from './cli.ts'
import { ownRedis } from './own-redis.ts'

const folder = temporaryFolder()
const cwd = folder.path
afterAll(() => folder[Symbol.dispose]())

const SPIRALS = `name: spirals
method: grid
parameters:
  learning_rate: { values: [0.01, 0.03, 0.1, 0.3, 1] }
  momentum: { values: [0, 0.5, 0.7, 0.9, 0.95] }
data: { source: spirals, rows: 300, classes: 3, noise: 0.1, validation: 60, test: 60 }
model: { layers: [{ dense: 16, activation: tanh, dropout: 0.1 }, { dense: 3 }] }
training: { optimizer: nesterov, epochs: 5, batch_size: 32, SCHEDULE }
seed: 11
checkpoints: { top_k: 3 }
ensemble: { method: average, top: 3 }
`

const digestOf = async (dir: string, ...more: string[]) =>
  (await succeed(['digest', 'spirals', '--dir', dir, ...more], { cwd })).stdout

/** What each trial is and came to, whatever its number. */
function results(lines: string): string[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => line.replace(/"number":\d+,/, ''))
    .toSorted()
}

describe.each([
  ['exponential', 'lr_decay: 0.9', ['3 trials go on after epoch 5', '22 trials are trained from epoch 0: their']],
  ['cosine', 'schedule: cosine', ['25 trials are trained from epoch 0: over more epochs cosine is another schedule']],
])('25 trials of 5 epochs under an %s schedule, of which 3 keep their weights', (name, schedule, said) => {
  const dir = (what: string) => `${name}-${what}`
  const file = (what: string) => `${dir(what)}.yaml`
  let longer: string

  beforeAll(async () => {
    const five = SPIRALS.replace('SCHEDULE', schedule)
    writeFileSync(join(cwd, file('five')), five)
    writeFileSync(join(cwd, file('ten')), five.replace('epochs: 5', 'epochs: 10'))
    await succeed(['run', file('five'), '--dir', dir('grown')], { cwd })
    await succeed(['run', file('ten'), '--dir', dir('fresh')], { cwd })
    longer = await digestOf(dir('fresh'))
  }, 120_000)

  test('killed while they are extended to 10, go on by their file, to the digest of 10 from the start', async () => {
    const extending = start(['extend', 'spirals', '--epochs', '10', '--threads', '1', '--dir', dir('grown')], { cwd })
    await extending.line(/^\[2\/25/)
    extending.child.kill('SIGKILL')
    const { stderr } = await extending.ended
    for (const text of said) expect(stderr).toContain(text)
    const { code } = await run(['run', file('five'), '--dir', dir('grown')], { cwd })
    expect(code).toBe(0)
    expect(await digestOf(dir('grown'))).toBe(longer)
  }, 120_000)
})

test('workers that had a sweep open train what it was extended by, over Redis, in the middle of it too', async () => {
  await using redis = await ownRedis()
  const store = ['--redis', redis.url, '--dir', 'redis']
  const few = SPIRALS.replace('SCHEDULE', 'schedule: cosine').replace('[0.01, 0.03, 0.1, 0.3, 1]', '[0.03, 0.3]')
  writeFileSync(join(cwd, 'few.yaml'), few)
  const flags = ['--redis', redis.url, '--threads', '1', '--checkpoints', 'redis/checkpoints', '--name', 'far']
  const worker = start(['worker', ...flags], { cwd })
  const driver = start(['run', 'few.yaml', ...store], { cwd })
  await driver.line(/^\[3\/10/)
  // From another folder, as from another machine: the run goes on, and its trials are taken from under it.
  const extend = ['extend', 'spirals', '--redis', redis.url, '--dir', 'elsewhere']
  const left = await run([...extend, '--epochs', '8', '--no-run'], { cwd })
  expect(left.stderr).toContain('spirals is extended. Workers take the trials as they come to them.')
  expect((await driver.ended).code).toBe(0)
  const there = ['--checkpoints', 'redis/checkpoints']
  expect((await run([...extend, ...there, '--replicates', '2'], { cwd })).code).toBe(0)
  worker.child.kill('SIGTERM')
  await worker.ended
  const set = ['--set', 'replicates=2', '--set', 'training.epochs=8']
  await succeed(['run', 'few.yaml', ...set, '--dir', 'few'], { cwd })
  const lines = await run(['digest', 'spirals', '--lines', ...store], { cwd })
  expect(results(lines.stdout)).toHaveLength(20)
  expect(results(lines.stdout)).toEqual(results(await digestOf('few', '--lines')))
}, 180_000)
