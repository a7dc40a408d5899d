import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bullmqTrialQueue, sqliteSweepStore } from '@hypersweep/adapters'
import { digestLines, isEnded, type SweepStore, type TrialId, type TrialRecord } from '@hypersweep/sweep'
import { expect, vi } from 'vitest'
import { run, temporaryFolder } from '../../e2e/cli.ts'
import { type Ground, LEASE_MS, processesOf } from './ground.ts'
import type { Process } from './process.ts'
import { NAME, tableSweep } from './table-sweep.ts'

/** What a sweep comes to where nothing disturbs it: a line per trial, in the embedded engine. */
export async function undisturbed(text = tableSweep()): Promise<readonly string[]> {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'table.yaml'), text)
  expect(await run(['run', 'table.yaml', '--dir', '.'], { cwd: folder.path })).toMatchObject({ code: 0 })
  await using store = sqliteSweepStore({ path: join(folder.path, 'sweeps.sqlite') })
  return digestLines(await recordsOf(store))
}

export async function recordsOf(store: SweepStore): Promise<TrialRecord[]> {
  const sweep = await store.sweepNamed(NAME)
  const summaries = await store.summaries(sweep!.id)
  const records = await Promise.all(summaries.map(({ id }) => store.trial(id)))
  return records.map((record) => record!).toSorted((a, b) => a.number - b.number)
}

/**
 * Every trial has ended once and for all (I1, I2), but for `bad` ones all are what they would have been undisturbed
 * (I3), and no epoch of one owner came after those of the next (I4).
 */
export async function expectWhole(
  { store }: Pick<Ground, 'store'>,
  expected: readonly string[],
  { bad = [] }: { bad?: readonly number[] } = {},
): Promise<TrialRecord[]> {
  const records = await recordsOf(store)
  expect(records.map(({ number }) => number)).toEqual(expected.map((_, number) => number))
  expect(records.filter((record) => !isEnded(record))).toEqual([])
  for (const { reports, claims, number } of records) {
    const epochs = reports.map(({ epoch }) => epoch)
    expect({ number, epochs }).toEqual({ number, epochs: epochs.map((_, index) => index + 1) })
    const owners = reports.filter(({ worker }, index) => worker !== reports[index - 1]?.worker)
    expect({ number, isBack: owners.length > Math.max(1, claims) }).toEqual({ number, isBack: false })
  }
  const lines = digestLines(records)
  const changed = expected.flatMap((line, number) => (line === lines[number] || bad.includes(number) ? [] : [number]))
  expect(changed).toEqual([])
  return records
}

/**
 * No attempt began before the one before it had begun, nor before the last epoch that its forerunners on other workers
 * had reported, where it is known which reports are its own: where its worker claimed that trial once (I6).
 */
export function expectResumed(records: readonly TrialRecord[], workers: readonly (Process & { name: string })[]): void {
  for (const { number, reports } of records) {
    const attempts = workers
      .flatMap(({ name, matching }) =>
        [...matching(CLAIMED)]
          .filter(([, trial]) => Number(trial) === number)
          .map(([, , attempt, , from = '0']) => ({ name, attempt: Number(attempt), from: Number(from) })),
      )
      .sort((a, b) => a.attempt - b.attempt)
    for (const [index, { name, attempt, from }] of attempts.entries()) {
      const isItsOnly = attempts.filter((other) => other.name === name).length === 1
      const own = isItsOnly ? reports.find(({ worker }) => worker === name) : undefined
      const least = Math.max(attempts[index - 1]?.from ?? 0, (own?.epoch ?? 1) - 1)
      const isTooEarly = from < least
      expect({ number, name, attempt, from, least, isTooEarly }).toMatchObject({ isTooEarly: false })
    }
  }
}

export const CLAIMED = /trial (\d+) claimed \(attempt (\d+)\)(, resumed from epoch (\d+))?/

/** No process and no temporary file is left, and no hint in the queue that the next worker does not forget (I9). */
export async function expectNothingLeft({ cwd, checkpoints, redis, store }: Ground): Promise<void> {
  await vi.waitFor(() => expect(processesOf(cwd)).toEqual([]), { timeout: 10_000, interval: 100 })
  const files = existsSync(checkpoints) ? readdirSync(checkpoints, { recursive: true, withFileTypes: true }) : []
  const ours = /\/(\.sweeps\/[a-z0-9]{10}|[a-z0-9]{10}-\d+\/(\d{6,}-\d{6,}|probabilities)\.safetensors)$/
  const odd = files.filter((file) => file.isFile() && !ours.test(`${file.parentPath}/${file.name}`))
  expect(odd.map(({ name }) => name)).toEqual([])
  await using queue = await bullmqTrialQueue({ url: redis.url, lockMs: LEASE_MS })
  const leave = new AbortController()
  const forget = async (trial: TrialId) => (isEnded((await store.trial(trial))!) ? 'done' : 'later')
  const forgetting = queue.consume(forget, { concurrency: 1, signal: leave.signal })
  await vi.waitFor(async () => expect([...(await queue.known())]).toEqual([]), { timeout: 10_000, interval: 20 })
  leave.abort()
  await forgetting
}

/** The newest epoch that a trial has a checkpoint of; 0 before the first. */
export function checkpointEpoch({ checkpoints }: Pick<Ground, 'checkpoints'>, number: number | string): number {
  const trial = readdirSync(checkpoints).find((name) => name.endsWith(`-${number}`))
  if (trial === undefined) return 0
  const files = readdirSync(join(checkpoints, trial)).filter((name) => /^\d+-\d+\.safetensors$/.test(name))
  return Math.max(0, ...files.map((name) => Number.parseInt(name, 10)))
}

/** Resolves when a trial has a checkpoint of this epoch or a later one. */
export async function epochReached(ground: Pick<Ground, 'checkpoints'>, number: string, epoch: number): Promise<void> {
  await vi.waitFor(() => expect(checkpointEpoch(ground, number)).toBeGreaterThanOrEqual(epoch), {
    timeout: 30_000,
    interval: 10,
  })
}
