import type { TrialEnd, TrialRecord } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { expectNothingLeft, expectWhole, undisturbed } from './expectations.ts'
import { type Ground, ground } from './ground.ts'
import { preload } from './preloaded.ts'
import { startProcess } from './process.ts'
import { NAME, tableSweep } from './table-sweep.ts'
import { LAST_WORDS, VICES, type Vice } from './vices.ts'

const SOUND = [0.003, 0.005, 0.01]
const [BEFORE, ...AFTER] = SOUND as [number, ...number[]]

/** A sweep in which sound trials stand around those of some vices, which are trials 1, 2, ... */
function badSweep(vices: readonly Vice[], more: string): string {
  const learningRates = [BEFORE, ...vices.map((vice) => VICES[vice]), ...AFTER]
  return tableSweep({ learningRates, decayRates: [0.9], epochs: 20, more })
}

interface BadRun {
  vices: readonly Vice[]
  /** Lines of the sweep file. */
  more: string
  threads?: number
  flags?: readonly string[]
}

/** Runs it, sees that the sound trials are what they would have been alone, and answers how the bad ones ended. */
async function runBad({ vices, more, threads = 2, flags = [] }: BadRun): Promise<TrialRecord[]> {
  const text = badSweep(vices, more)
  // Without the preload, there are no vices.
  const expected = await undisturbed(text)
  await using field = await ground(text)
  const [driver, worker] = await field.cast(['first', { threads, env: preload, more: flags }])
  expect((await driver.ended).code).toBe(0)
  await field.drain(worker)
  const bad = vices.map((_, index) => index + 1)
  const records = await expectWhole(field, expected, { bad })
  const sound = records.filter(({ number }) => !bad.includes(number))
  expect(sound.map(({ state }) => state.status)).toEqual(sound.map(() => 'complete'))
  await expectNothingLeft(field)
  return bad.map((number) => records[number]!)
}

const failed = ({ state }: TrialRecord) => state as TrialEnd & { status: 'failed' }

test('row 2: a thread that exits, fills its heap, throws null or undefined, or posts nonsense ends its own trial and no other', async () => {
  const vices = ['exits', 'throwsNull', 'throwsUndefined', 'returnsFunction', 'postsNonsense', 'fillsHeap'] as const
  const ends = (await runBad({ vices, more: 'retry: { max: 1 }' })).map(failed)
  expect(ends.map(({ status }) => status)).toEqual(vices.map(() => 'failed'))
  expect(ends.map(({ reason }) => reason)).toEqual(['error', 'error', 'error', 'error', 'error', 'memory'])
  for (const { message } of ends) expect(message).toMatch(/\w{3,}/)
})

test('row 2: a timer that a trial leaves behind in its thread is no end of the trials after it', async () => {
  const [leaky] = await runBad({ vices: ['leaksTimer'], more: 'retry: { max: 1 }', threads: 1 })
  expect(leaky!.state.status).toMatch(/complete|failed/)
})

test('rows 3 and 24: trials that take their process with them are quarantined with its last words, and no bystander is', async () => {
  const vices = ['aborts', 'isKilled'] as const
  const [aborts, killed] = await runBad({ vices, more: 'retry: { max: 1 }', threads: 3 })
  for (const poison of [aborts!, killed!]) {
    expect(failed(poison)).toMatchObject({ status: 'failed', reason: 'quarantined' })
    expect(poison.failures).toBe(0)
  }
  expect(failed(aborts!).message).toContain(LAST_WORDS)
  expect(failed(aborts!).message).toContain('SIGABRT')
  expect(failed(killed!).message).toContain('SIGKILL')
})

test('row 25: a trial that takes more memory than its process may is stopped, tried alone and failed; the others go on', async () => {
  const [hog] = await runBad({ vices: ['takesMemory'], more: 'retry: { max: 1 }', flags: ['--memory', '900'] })
  expect(failed(hog!)).toMatchObject({ status: 'failed', reason: 'memory' })
  expect(failed(hog!).message).toMatch(/took \d+ MB, and may take 900/)
})

test('row 28: a trial without an end is stopped after its stall limit', async () => {
  const [endless] = await runBad({ vices: ['neverEnds'], more: 'retry: { max: 0 }\nlimits: { stall_seconds: 2 }' })
  expect(failed(endless!)).toMatchObject({ reason: 'timeout', message: expect.stringContaining('No batch for 2 s') })
})

test('row 28: a trial without an end is stopped at its time limit, and not tried again', async () => {
  const [endless] = await runBad({ vices: ['neverEnds'], more: 'retry: { max: 3 }\nlimits: { trial_seconds: 5 }' })
  expect(failed(endless!)).toMatchObject({ reason: 'timeout', message: expect.stringContaining('longer than 5 s') })
  expect(endless!.claims).toBe(1)
})

test('row 26: a loss that is no number fails its trial with a reason, is tried once, never ranked, and the same everywhere', async () => {
  const text = tableSweep({ learningRates: [0.003, 1e30, 1e300], decayRates: [0.9], epochs: 20 })
  const expected = await undisturbed(text)
  await using field = await ground(text)
  const [driver, worker] = await field.cast(['first', { threads: 2 }])
  expect((await driver.ended).code).toBe(0)
  const [sound, ...nonfinite] = await expectWhole(field, expected)
  expect(sound!.state.status).toBe('complete')
  for (const trial of nonfinite) {
    expect(trial).toMatchObject({ claims: 1, failures: 0, state: { status: 'failed', reason: 'diverged' } })
    expect(failed(trial).message).toMatch(/\w{3,}/)
  }
  const { rows } = await leaderboardOf(field)
  expect(rows.map(({ rank }) => rank)).toEqual([1, null, null])
  await field.drain(worker)
  await expectNothingLeft(field)
})

async function leaderboardOf({ cwd, redis }: Ground): Promise<{ rows: { rank: number | null }[] }> {
  const args = ['leaderboard', NAME, '--redis', redis.url, '-f', 'json', '--top', '100']
  return JSON.parse((await startProcess(args, { cwd }).ended).stdout) as { rows: { rank: number | null }[] }
}
