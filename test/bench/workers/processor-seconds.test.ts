import { expect, test } from 'vitest'
import { machineSeconds, processorSeconds } from './processor-seconds.ts'

test.runIf(process.platform === 'linux')(
  'a process has used what it computed, and the machine at least as much',
  () => {
    const before = [processorSeconds(process.pid), machineSeconds()] as const
    compute(300_000)
    const used = processorSeconds(process.pid) - before[0]
    expect(used).toBeGreaterThan(0.25)
    expect(used).toBeLessThan(2)
    expect(machineSeconds() - before[1]).toBeGreaterThan(0.25)
  },
)

test('a process that is gone has used nothing', () => {
  expect(processorSeconds(2 ** 22 + 1)).toBe(0)
})

/** Until the process has used so many microseconds of processor. */
function compute(microseconds: number): void {
  const begin = process.cpuUsage()
  for (let used = 0; used < microseconds; ) {
    for (let turn = 0; turn < 100_000; turn++) Math.sqrt(turn)
    const { user, system } = process.cpuUsage(begin)
    used = user + system
  }
}
