import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, test, vi } from 'vitest'
import { loadKernels } from '../kernels/load-kernels.ts'
import { STEPS, stepBack } from './step-back.ts'
import { threadPool } from './thread-pool.ts'

/** The niceness of each thread of this process, as the kernel tells it: proc(5), the 19th field of `stat`. */
function niceness(): number[] {
  const tasks = readdirSync('/proc/self/task').map((task) => readFileSync(`/proc/self/task/${task}/stat`, 'utf8'))
  return tasks.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]))
}

test.runIf(process.platform === 'linux')('training threads step back, and no other thread of the process', async () => {
  const own = getPriority()
  const lower = () => niceness().filter((nice) => nice === Math.min(19, own + STEPS)).length
  const before = lower()
  await using _pool = await threadPool({ threads: 2, kernels: await loadKernels(), log: () => undefined })
  await vi.waitFor(() => expect(lower() - before).toBe(2), 10_000)
  expect(getPriority()).toBe(own)
})

test('where a priority would be the whole process’s, it stays', () => {
  const own = getPriority()
  stepBack('darwin')
  expect(getPriority()).toBe(own)
})
