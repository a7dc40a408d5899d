import { execFileSync } from 'node:child_process'
import { expect, inject, test, vi } from 'vitest'
import { processesWith } from '../e2e/processes.ts'
import { undisturbedDigest } from '../faults/soak/undisturbed.ts'
import { NAME } from '../faults/table/table-sweep.ts'
import { judge } from './judge.ts'
import { enterRoom, environment, lacking } from './room.ts'
import { MACHINES_SWEEP } from './sweep.ts'

const lack = lacking()
const isRequired = process.env['HYPERSWEEP_REQUIRE_NAMESPACES'] === '1'

test.runIf(lack !== undefined)(`machines are skipped: ${lack}`, () => expect(isRequired).toBe(false))

/** Nothing that a room lays out is to be seen outside of it. */
function expectOutside(folder: string): void {
  expect(processesWith(folder)).toEqual([])
  const env = environment()
  const here = ['link', 'netns'].map((kind) => execFileSync('ip', ['-o', kind], { env, encoding: 'utf8' })).join('\n')
  expect(here).not.toMatch(/\b(to-control|to-one|one|two|three)\b/)
}

test.skipIf(lack)(
  'a machine that traffic control cuts off in the middle of a sweep, one that joins and one that leaves change nothing of its results',
  async () => {
    const undisturbed = await undisturbedDigest(NAME, MACHINES_SWEEP)
    const room = enterRoom({ redisCommand: inject('redisCommand'), tell: () => undefined })
    const story = await room.story
    expect(judge(story, undisturbed)).toEqual([])
    expect(judge({ ...story, heardWhileCut: 1, resumes: 0 }, 'another digest')).toEqual([
      expect.stringContaining('1 while cut off'),
      'the partition missed: nothing was resumed',
      expect.stringContaining('undisturbed another digest'),
    ])
    expect(story.left).toEqual([])
    expectOutside(room.folder)
  },
  600_000,
)

test.skipIf(lack)(
  'machines, and all that runs on them, end with the process that laid them out',
  async () => {
    const hasBegun = Promise.withResolvers<void>()
    const room = enterRoom({ redisCommand: inject('redisCommand'), tell: () => hasBegun.resolve() })
    await Promise.race([hasBegun.promise, room.story])
    // A first process, a server, and two workers with their supervisors.
    expect(processesWith(room.folder).length).toBeGreaterThanOrEqual(5)
    // What the end of a process does to it, however it comes.
    room.child.stdin!.destroy()
    await expect(room.story).rejects.toThrow('The room ended with 1 before its story')
    await vi.waitFor(() => expectOutside(room.folder), { timeout: 10_000, interval: 100 })
  },
  120_000,
)
