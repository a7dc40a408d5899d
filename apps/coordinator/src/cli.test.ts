import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ARMS } from './testing/arms.ts'
import { testCli } from './testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000 })

let folder: string
let cli: ReturnType<typeof testCli>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-cli-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  cli = newCli()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function newCli() {
  return testCli({ store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
}
const json = async (line: string, ...more: string[]) => JSON.parse((await cli.run(`${line} -f json`, ...more)).out)

describe('run', () => {
  test('starts no thread that would have no trial', async () => {
    expect((await newCli().run('run arms.yaml --threads 200')).err).toContain('6 threads of this process')
  })

  test.each(['--threads', '--workers'])('refuses a slip of the hand in %s before it starts anything', async (flag) => {
    const { code, err } = await cli.run(`run arms.yaml ${flag} 9999`)
    expect([code, err]).toEqual([2, expect.stringContaining('Use a whole number from 1 to 256.')])
  })

  test('trains every trial, and ends with the best ones and their ensemble', async () => {
    const { code, out, err } = await cli.run('run arms.yaml --threads 2')
    expect(code).toBe(0)
    expect(err).toContain('grid of 3 learning_rate × 2 momentum')
    expect(err.match(/^\[\d\/6/gm)).toHaveLength(6)
    expect(out).toMatch(/^ +1 {2}/m)
    expect(out).toMatch(/best single \(\d\) +0\.\d{4} +[\d.]+ +0\.\d{4}/)
    expect(out).toMatch(/^greedy of \d/m)
  })

  test('says of a sweep that begins here that another store is there too', async () => {
    const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
    const other = testCli({ ...stores, elsewhere: 'There is a Redis here too.' }, folder)
    expect((await other.run('run arms.yaml')).err).toMatch(/^note +There is a Redis here too\.$/m)
    expect((await other.run('run arms.yaml')).err).not.toContain('There is a Redis')
  })

  test('again runs nothing again', async () => {
    const { code, err } = await cli.run('run arms.yaml')
    expect(code).toBe(0)
    expect(err).toContain('6 of 6 trials ended before; nothing is left to train')
    expect((await json('lb arms')).rows.map((row: { claims: number }) => row.claims)).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('refuses another spec under the same name, naming what differs and the ways on', async () => {
    const { code, err } = await cli.run('run arms.yaml --set training.epochs=4 --set seed=2')
    expect(code).toBe(2)
    expect(err).toContain('differs in seed, training.epochs.')
    expect(err).toContain('--fresh, which keeps the old one as arms~1')
  })

  test('--dry-run leaves no trace', async () => {
    const other = newCli()
    expect((await other.run('run arms.yaml --dry-run')).out).toContain('6 trials')
    expect((await other.run('ls -f json')).out).toBe('[]\n')
  })

  test('names the place of what is wrong in the file', async () => {
    writeFileSync(join(folder, 'bad.yaml'), ARMS.replace('epochs: 3', 'epochs: many'))
    const { code, err } = await cli.run('run bad.yaml')
    expect(code).toBe(2)
    expect(err).toMatch(/^hypersweep: bad\.yaml:8:42: /)
  })

  test('a file that is not there says how to get one', async () => {
    const { code, err } = await cli.run('run nothing.yaml')
    expect([code, err]).toEqual([2, expect.stringContaining('hypersweep init')])
  })

  test('fails with 1 where no trial is complete', async () => {
    const hot = 'run arms.yaml --set name=hot --set parameters.learning_rate={values:[1e38]}'
    const { code, err } = await cli.run(hot)
    expect(code).toBe(1)
    expect(err).toContain('None of 2 trials of hot is complete. The first one (diverged)')
  })
})

test('best tells the score on test rows only when asked', async () => {
  expect((await json('best arms')).test).toBeNull()
  const { score, test } = await json('best arms --test')
  expect(score).toBe((await json('lb arms')).rows[0].score)
  expect(test.accuracy).toBeGreaterThan(0)
})

test('trial show has parameters and the curve, and says which trials there are', async () => {
  const { out } = await cli.run('trial show arms 3')
  expect(out).toMatch(/^arms, trial 3: complete\n {2}learning_rate +0\.1\n {2}momentum +0\.9\n/)
  expect(out.match(/^ +[123] {2}/gm)).toHaveLength(3)
  expect((await cli.run('trial show arms 6')).err).toContain('It has trials 0 to 5.')
  expect((await cli.run('trial show arms -- -1')).code).toBe(2)
})

test('the digest is the same for one and two threads, and after a stop and a going on', async () => {
  const digest = (await cli.run('digest arms')).out
  expect(digest).toMatch(/^[0-9a-f]{64}\n$/)
  const other = newCli()
  const running = other.run('run arms.yaml --threads 1')
  while (other.interrupts.size === 0) await new Promise((resolve) => setImmediate(resolve))
  for (const interrupt of other.interrupts) interrupt()
  const { code, err } = await running
  expect(code).toBe(130)
  expect(err).toContain('hypersweep run arms.yaml --threads 1')
  expect((await other.run('run arms.yaml --threads 1')).code).toBe(0)
  expect((await other.run('digest arms')).out).toBe(digest)
})

test('Ctrl-C in a second run of a running sweep leaves the first one running, and says so', async () => {
  const other = newCli()
  const first = other.run('run arms.yaml --threads 1')
  while (other.locked.size === 0) await new Promise((resolve) => setImmediate(resolve))
  const before = other.interrupts.size
  const second = other.run('run arms.yaml')
  while (other.interrupts.size === before) await new Promise((resolve) => setImmediate(resolve))
  ;[...other.interrupts].at(-1)?.()
  const { code, err } = await second
  expect(code).toBe(130)
  expect(err).toMatch(/Another run works on arms.*arms goes on in the other run\./s)
  expect((await first).code).toBe(0)
})

test('--fresh keeps the old sweep under another name', async () => {
  expect((await cli.run('run arms.yaml --fresh --set training.epochs=1')).code).toBe(0)
  const names = (await json('ls')).map((sweep: { name: string; trials: number }) => [sweep.name, sweep.trials])
  expect(names).toContainEqual(['arms~1', 6])
  expect(names).toContainEqual(['arms', 6])
})

describe('usage', () => {
  test.each(['', 'rum', 'run', 'run arms.yaml --threads 0', 'run arms.yaml --set', 'lb arms -f xml'])(
    'hypersweep %s ends with 2',
    async (line) => {
      expect((await cli.run(line)).code).toBe(2)
    },
  )
  test.each(['--help', 'run --help', 'trial show --help', '--version'])('hypersweep %s ends with 0', async (line) => {
    expect((await cli.run(line)).code).toBe(0)
  })
})

test.each(['importance arms', 'report arms -f json -o x', 'dashboard --port 80', 'report --help'])(
  '%s says in one line that this version has none, and --help does not list it',
  async (line) => {
    const { code, out, err } = await cli.run(line)
    const [name] = line.split(' ')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(new RegExp(`^hypersweep: This version has no ${name}\\. .+\n$`))
    expect((await cli.run('--help')).out).not.toMatch(new RegExp(`^  ${name}`, 'm'))
  },
)

test('init writes a file that check accepts, and writes over none', async () => {
  expect((await cli.run('init first.yaml')).code).toBe(0)
  const { code, out } = await cli.run('check first.yaml')
  expect([code, out]).toEqual([0, expect.stringContaining('name: digits')])
  writeFileSync(join(folder, 'canonical.yaml'), out)
  expect((await cli.run('check canonical.yaml')).out).toBe(out)
  expect((await cli.run('init first.yaml')).code).toBe(2)
})
