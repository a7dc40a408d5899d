import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, test, vi } from 'vitest'
import { loadKernels } from '../kernels/load-kernels.ts'
import { PROCESS_STEPS, stepProcessBack, stepThreadBack, THREAD_STEPS } from './step-back.ts'
import { threadPool } from './thread-pool.ts'

/** The niceness of each thread of this process, as the kernel tells it: proc(5), the 19th field of `stat`. */
function niceness(): number[] {
  const tasks = readdirSync('/proc/self/task').map((task) => readFileSync(`/proc/self/task/${task}/stat`, 'utf8'))
  return tasks.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]))
}

test.runIf(process.platform === 'linux')('training threads step back, and no other thread of the process', async () => {
  const own = getPriority()
  const lower = () => niceness().filter((nice) => nice === Math.min(19, own + THREAD_STEPS)).length
  const before = lower()
  await using _pool = await threadPool({ threads: 2, kernels: await loadKernels(), log: () => undefined })
  await vi.waitFor(() => expect(lower() - before).toBe(2), 10_000)
  expect(getPriority()).toBe(own)
})

test('where a priority would be the whole process’s, it stays', () => {
  const own = getPriority()
  stepThreadBack('darwin')
  stepProcessBack('darwin')
  expect(getPriority()).toBe(own)
})

test.runIf(process.platform === 'linux')('a worker process steps back with every thread that it has', () => {
  const own = getPriority()
  const code = `
    import { readdirSync } from 'node:fs'
    import { getPriority } from 'node:os'
    import { stepProcessBack } from '${new URL('step-back.ts', import.meta.url)}'
    stepProcessBack()
    console.log(JSON.stringify(readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)))))`
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' })
  const priorities: number[] = JSON.parse(printed)
  expect(priorities.length).toBeGreaterThan(1)
  expect(new Set(priorities)).toEqual(new Set([Math.min(19, own + PROCESS_STEPS)]))
})
