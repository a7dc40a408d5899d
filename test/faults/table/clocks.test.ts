import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteSweepStore } from '@hypersweep/adapters'
import { digestLines } from '@hypersweep/sweep'
import { beforeAll, expect, test } from 'vitest'
import { run, temporaryFolder } from '../../e2e/cli.ts'
import {
  CLAIMED,
  epochReached,
  expectNothingLeft,
  expectResumed,
  expectWhole,
  recordsOf,
  undisturbed,
} from './expectations.ts'
import { ground } from './ground.ts'
import { preload } from './preloaded.ts'
import { tableSweep } from './table-sweep.ts'

let expected: readonly string[]
beforeAll(async () => {
  expected = await undisturbed()
}, 60_000)

const ahead = { env: { ...preload, CLOCK_HOURS_OFF: '1' } }
const behind = { env: { ...preload, CLOCK_HOURS_OFF: '-1' } }
const jumping = { env: { ...preload, CLOCK_JUMPS: '1' } }

test('row 22: clocks an hour ahead and an hour behind take no lease from anybody, and who is killed is replaced as ever', async () => {
  await using field = await ground()
  const [first, second] = [field.worker('first', ahead), field.worker('second', behind)]
  const driver = field.driver(jumping)
  const [, number = ''] = await first.line(CLAIMED)
  await epochReached(field, number, 2)
  process.kill(first.pid, 'SIGKILL')
  process.kill(await first.trainer(), 'SIGKILL')
  const third = field.worker('third', jumping)
  expect((await driver.ended).code).toBe(0)
  await field.drain(second, third)
  const records = await expectWhole(field, expected)
  expectResumed(records, [first, second, third])
  // Claimed anew is what the dead one had, and nothing else.
  const again = records.filter(({ claims }) => claims > 1).map((record) => String(record.number))
  expect(again).toEqual([number])
  await expectNothingLeft(field)
})

test('row 22: a run whose clock jumps claims each trial once', async () => {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'table.yaml'), tableSweep())
  const { code, stderr } = await run(['run', 'table.yaml', '--dir', '.'], { cwd: folder.path, env: jumping.env })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  await using store = sqliteSweepStore({ path: join(folder.path, 'sweeps.sqlite') })
  const records = await recordsOf(store)
  expect(digestLines(records)).toEqual(expected)
  expect(records.map(({ claims }) => claims)).toEqual([1, 1, 1, 1])
})
