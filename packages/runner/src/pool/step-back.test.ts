import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { text } from 'node:stream/consumers'
import { describe, expect, test, vi } from 'vitest'
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

describe.runIf(existsSync('/proc/self/autogroup'))('where the kernel divides the cores among sessions first', () => {
  /** The niceness of its session before and after, as a process sees it that steps back. */
  async function sessionNiceness(detached: boolean): Promise<number[]> {
    const look = "/nice (-?[0-9]+)/.exec(readFileSync('/proc/self/autogroup', 'utf8'))[1]"
    const program = `import { readFileSync } from 'node:fs'
      import { stepSessionBack } from ${JSON.stringify(import.meta.resolve('./step-back.ts'))}
      const before = ${look}
      stepSessionBack()
      console.log(before, ${look})`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { detached })
    return (await text(child.stdout)).trim().split(' ').map(Number)
  }

  test('a process with a session of its own steps back as a whole', async () => {
    expect(await sessionNiceness(true)).toEqual([0, STEPS])
  })

  test('one that shares its session with a shell leaves it as it is', async () => {
    const [before, after] = await sessionNiceness(false)
    expect(after).toBe(before)
  })
})
