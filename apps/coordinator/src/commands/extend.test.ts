import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { lastStage, type SweepStore, trialId } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-extend-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  writeFileSync(join(folder, 'longer.yaml'), ARMS.replace('epochs: 3', 'epochs: 6'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function world(change: (store: SweepStore) => Partial<SweepStore> = () => ({})) {
  const stored = memorySweepStore()
  const [store, checkpoints] = [{ ...stored, ...change(stored) }, memoryCheckpointStore()]
  const cli = testCli({ store, checkpoints, queue: memoryTrialQueue }, folder)
  /** Of a command that has to succeed. */
  const done = async (line: string, ...more: string[]) => {
    const { code, out, err } = await cli.run(line, ...more)
    expect([code, err]).toEqual([0, expect.not.stringContaining('ended with')])
    return { out, err }
  }
  const sweep = async () => (await store.sweepNamed('arms'))!
  const claims = async () => (await store.summaries((await sweep()).id)).map((trial) => trial.claims)
  const digest = async (...more: string[]) => (await done('digest arms', ...more)).out
  return { ...cli, store, checkpoints, done, sweep, claims, digest }
}

const fresh = new Map<string, Promise<string>>()

/** Of a sweep that is run by this line and never extended; each is run once. */
function freshDigest(line: string, ...more: string[]): Promise<string> {
  const key = [line, ...more].join(' ')
  const known = fresh.get(key) ?? runFresh(line, more)
  fresh.set(key, known)
  return known
}

async function runFresh(line: string, more: readonly string[]): Promise<string> {
  const { done, digest } = world()
  await done(line)
  return digest(...more)
}

/** The lines of a digest without the numbers of the trials, and whatever their order. */
function results(lines: string): string[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => line.replace(/"number":\d+,/, ''))
    .toSorted()
}

const EXPONENTIAL = 'run arms.yaml --set training.lr_decay=0.9 --set checkpoints.top_k=3'
const COSINE = 'run arms.yaml --set training.schedule=cosine --set checkpoints.top_k=3'
const LONGER = '--set training.epochs=6'

describe('more epochs give the digest of a sweep that had them from the start', () => {
  test('by the last checkpoints of the best, and anew where these were given up, which is said before', async () => {
    const { done, digest, claims } = world()
    await done(EXPONENTIAL)
    const { err } = await done('extend arms --epochs 6 --verbose')
    expect(err).toMatch(/^extended +epochs 3 → 6$/m)
    expect(err).toMatch(/^trained before +3 trials go on after epoch 3, each from its last checkpoint$/m)
    expect(err).toMatch(/^ +3 trials are trained from epoch 0: their checkpoints were given up$/m)
    expect(err.match(/claimed \(attempt 2\), resumed from epoch 3, of 6 where it had 3/g)).toHaveLength(3)
    expect(err.match(/claimed \(attempt 2\), anew from epoch 0/g)).toHaveLength(3)
    expect(await claims()).toEqual([2, 2, 2, 2, 2, 2])
    expect(await digest()).toBe(await freshDigest(`${EXPONENTIAL} ${LONGER}`))
  })

  test('all anew under a schedule that is another one over more epochs', async () => {
    const { done, digest } = world()
    await done(COSINE)
    const { err } = await done('extend arms --epochs 6')
    expect(err).toMatch(
      /^trained before +6 trials are trained from epoch 0: over more epochs cosine is another schedule$/m,
    )
    expect(await digest()).toBe(await freshDigest(`${COSINE} ${LONGER}`))
  })

  test.each([
    ['stay as they are where it is the same training', EXPONENTIAL, [2, 2, 1, 1]],
    ['are trained anew where it is another one', COSINE, [2, 2, 2, 2]],
  ])('and trials that diverged %s', async (_, line, claims) => {
    const hot = `${line} --set parameters.learning_rate={values:[0.1,1e38]}`
    const { done, digest, ...all } = world()
    await done(hot)
    await done('extend arms --epochs 6')
    expect(await all.claims()).toEqual(claims)
    expect(await digest()).toBe(await freshDigest(`${hot} ${LONGER}`))
  })

  test('again and again, with everything else between', async () => {
    const { done, digest, sweep } = world()
    await done('run arms.yaml')
    for (const flags of ['--epochs 4', '--replicates 2', '--epochs 6 --add momentum=0.5']) {
      await done(`extend arms ${flags}`)
    }
    expect(lastStage((await sweep()).spec)).toBe(3)
    const fresh = `run arms.yaml ${LONGER} --set replicates=2 --set parameters.momentum={values:[0,0.9,0.5]}`
    expect(results(await digest('--lines'))).toEqual(results(await freshDigest(fresh, '--lines')))
  })
})

test('replicates and values run what is new alone, with the bits of fresh trials', async () => {
  const { done, digest, claims } = world()
  await done('run arms.yaml')
  const before = (await digest('--lines')).trim().split('\n')
  const { err } = await done('extend arms --replicates 2 --add learning_rate=0.3')
  expect(err).toMatch(/^extended +replicates 1 → 2, learning_rate also 0\.3$/m)
  expect(err).toMatch(/^new +10 trials, numbered from 6$/m)
  expect(err).toContain('6 of 16 trials ended before')
  expect(await claims()).toEqual(Array(16).fill(1))
  const lines = await digest('--lines')
  expect(lines.split('\n').slice(0, 6)).toEqual(before)
  const fresh = 'run arms.yaml --set replicates=2 --set parameters.learning_rate={values:[0.01,0.1,0.3,1]}'
  expect(results(lines)).toEqual(results(await freshDigest(fresh, '--lines')))
})

describe('an extension that was cut short', () => {
  /** A world whose store fails once, at the third trial that is brought up. */
  async function cutShort() {
    let calls = 0
    const made = world((store) => ({
      advance: async (id, advance) => {
        calls += 1
        if (calls === 3) throw new Error('the store is away')
        await store.advance(id, advance)
      },
    }))
    await made.done(COSINE)
    expect((await made.run('extend arms --epochs 6')).code).toBe(1)
    const stages = (await made.store.summaries((await made.sweep()).id)).map(({ stage }) => stage)
    expect(stages).toContain(undefined)
    return made
  }

  test.each(['extend arms --epochs 6', COSINE])('is finished by: %s', async (line) => {
    const { done, digest } = await cutShort()
    await done(line)
    expect(await digest()).toBe(await freshDigest(`${COSINE} ${LONGER}`))
  })
})

describe('an extended sweep goes on with its file', () => {
  test('as it was, which is said, and as it is now', async () => {
    const { done, sweep } = world()
    await done('run arms.yaml')
    await done('extend arms --epochs 6 --no-run')
    expect((await done('run arms.yaml')).err).toMatch(/^extended +epochs 3 → 6, which this file does not say$/m)
    const again = await done('run longer.yaml')
    expect(again.err).not.toContain('extended')
    expect(again.err).toContain('6 of 6 trials ended before')
    expect((await sweep()).spec.objective.training['epochs']).toBe(6)
  })

  test('and a file that asks for more is told how', async () => {
    const { done, run } = world()
    await done('run arms.yaml')
    const { code, err } = await run(`run longer.yaml --set replicates=2 --set parameters.momentum={values:[0,0.5,0.9]}`)
    expect(code).toBe(2)
    expect(err).toContain('To go on with it: hypersweep extend arms --epochs 6 --replicates 2 --add momentum=0.5\n')
    const other = await run(`run longer.yaml --set seed=2`)
    expect(other.err).not.toContain('hypersweep extend')
  })
})

test('--dry-run says what would be done on stdout, and does nothing; what it has already is no work, and no mistake', async () => {
  const { done, sweep, claims } = world()
  await done(EXPONENTIAL)
  const before = await sweep()
  const { out, err } = await done('extend arms --epochs 6 --dry-run')
  expect(out).toContain('3 trials go on after epoch 3')
  expect(err).toBe('')
  const again = await done('extend arms --epochs 3 --add momentum=0.9')
  expect(again.err).toMatch(/^extended +already$/m)
  expect(again.out).toContain('arms: 6 trials complete')
  expect(await sweep()).toEqual(before)
  expect(await claims()).toEqual(Array(6).fill(1))
})

test('--no-run leaves the trials waiting for whoever comes', async () => {
  const { done, store, sweep, digest } = world()
  await done(COSINE)
  const { err } = await done('extend arms --epochs 6 --replicates 2 --no-run')
  expect(err).toContain('arms is extended. To train: hypersweep run with its file.')
  const summaries = await store.summaries((await sweep()).id)
  expect(summaries.map(({ state }) => state.status)).toEqual(Array(12).fill('waiting'))
  expect(await store.trial(trialId((await sweep()).id, 0))).toMatchObject({ stage: 1, epoch: 0, reports: [] })
  await done(COSINE)
  const fresh = await freshDigest(`${COSINE} ${LONGER} --set replicates=2`, '--lines')
  expect(results(await digest('--lines'))).toEqual(results(fresh))
})

test.each(['', '--no-run'])(
  'a run that works on the sweep takes an extension up, of another terminal %s',
  async (more) => {
    let reached = () => {}
    const begun = new Promise<void>((resolve) => (reached = resolve))
    const { done, digest, sweep } = world((store) => ({
      finish: async (claim, end) => {
        const reply = await store.finish(claim, end)
        reached()
        return reply
      },
    }))
    const running = done(`${COSINE} --threads 1`)
    await begun
    const other = await done(`extend arms --epochs 6 --replicates 2 ${more}`.trim())
    expect(other.err).toMatch(/Another run works on arms|The run that works on it takes them up\./)
    const { err, out } = await running
    expect(err).toContain('arms was extended: epochs 3 → 6, replicates 1 → 2\n')
    expect(out).toContain('arms: 12 trials complete')
    expect(err).not.toContain('No ensemble')
    expect(lastStage((await sweep()).spec)).toBe(1)
    const fresh = await freshDigest(`${COSINE} ${LONGER} --set replicates=2`, '--lines')
    expect(results(await digest('--lines'))).toEqual(results(fresh))
  },
)

test('Ctrl-C stops it, and the command that it tells goes on', async () => {
  const { done, run, interrupts, digest } = world()
  await done('run arms.yaml')
  const running = run('extend arms --epochs 6 --add momentum=0.5 --threads 1')
  while (interrupts.size === 0) await new Promise((resolve) => setImmediate(resolve))
  for (const interrupt of interrupts) interrupt()
  const { code, err } = await running
  expect(code).toBe(130)
  expect(err).toContain('hypersweep extend arms --epochs 6 --add momentum=0.5 --threads 1')
  await done('extend arms --epochs 6 --add momentum=0.5 --threads 1')
  const fresh = await freshDigest(`run longer.yaml --set parameters.momentum={values:[0,0.9,0.5]}`, '--lines')
  expect(results(await digest('--lines'))).toEqual(results(fresh))
})
