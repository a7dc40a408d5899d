import { expect, test } from 'vitest'
import type { WorkerProcess } from './context.ts'
import { workerProcesses } from './worker-processes.ts'

/** Workers that end when the test says so. */
function workshop() {
  const started: (WorkerProcess & { die(how: string): void; drained: boolean })[] = []
  const waiting: (() => void)[] = []
  return {
    started,
    async until(count: number) {
      while (started.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    start(_flags: readonly string[], onLine: (line: string) => void) {
      const { promise, resolve } = Promise.withResolvers<string>()
      const worker = {
        pid: started.length + 1,
        ended: promise,
        drained: false,
        die: resolve,
        drain() {
          worker.drained = true
          resolve('exit code 0')
        },
        kill: () => resolve('signal SIGKILL'),
      }
      onLine('hello')
      started.push(worker)
      for (const wake of waiting.splice(0)) wake()
      return worker
    },
  }
}

test('a worker that dies is replaced, and that is said', async () => {
  const { started, start, until } = workshop()
  const said: string[] = []
  const workers = workerProcesses({ count: 2, flags: [], start, say: (line) => said.push(line), soundMs: 0 })
  await until(2)
  started[0]!.die('signal SIGKILL')
  await until(3)
  expect(said).toContain('worker 1 ended (signal SIGKILL); starting another')
  expect(workers.alive).toBe(2)
  await workers.drain()
  expect(workers.alive).toBe(0)
})

test('draining asks each and starts no other', async () => {
  const { started, start, until } = workshop()
  const workers = workerProcesses({ count: 3, flags: [], start, say: () => undefined })
  await until(3)
  await workers.drain()
  expect(started.map((worker) => worker.drained)).toEqual([true, true, true])
})

test('workers that die as soon as they start are an error that tells their last words', async () => {
  const { started, start, until } = workshop()
  const workers = workerProcesses({ count: 1, flags: [], start, say: () => undefined, soundMs: 60_000 })
  const failure = workers.failed.catch((error: unknown) => error)
  for (const count of [1, 2, 3]) {
    await until(count)
    started.at(-1)!.die('exit code 1')
  }
  expect(await failure).toMatchObject({
    code: 'WORKER_DIES',
    exitCode: 1,
    message: expect.stringContaining('hello'),
  })
})
