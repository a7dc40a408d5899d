import { expect, test } from 'vitest'
import type { ClaimUnderWay } from '../trial/under-way.ts'
import { type SuperviseOptions, supervise, withPlaces } from './supervise.ts'
import type { Heard, WorkerProcess } from './worker-process.ts'

type Started = WorkerProcess & Heard & { die(how: string): void; drained: boolean }

/** Workers that end when the test says so. */
function workshop(change: Partial<SuperviseOptions> = {}) {
  const started: Started[] = []
  const waiting: (() => void)[] = []
  const said: string[] = []
  const heard: string[] = []
  const givenBack: { claims: readonly ClaimUnderWay[]; lastWords: string }[] = []
  const supervisor = supervise({
    count: 1,
    say: (line) => said.push(line),
    log: withPlaces((line) => heard.push(line), change.count ?? 1),
    pauseMs: 0,
    async giveBack(claims, lastWords) {
      if (claims.length > 0) givenBack.push({ claims, lastWords })
    },
    start(_place, tell) {
      const { promise, resolve } = Promise.withResolvers<string>()
      const worker = { pid: started.length + 1, ended: promise, drained: false, die: resolve, ...tell }
      const drain = () => {
        worker.drained = true
        resolve('exit code 0')
      }
      started.push(Object.assign(worker, { drain, kill: () => resolve('signal SIGKILL') }))
      tell.line('hello')
      for (const wake of waiting.splice(0)) wake()
      return worker as Started
    },
    ...change,
  })
  const until = async (count: number) => {
    while (started.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
  }
  return { supervisor, started, said, heard, givenBack, until }
}

const claim = { trial: 'abcdefghij-3', attempt: 1, token: 't', generation: 0 } as ClaimUnderWay

test('a worker that dies is replaced, and that is said', async () => {
  const { supervisor, started, said, heard, until } = workshop({ count: 2, soundMs: 0 })
  await until(2)
  started[0]!.die('signal SIGKILL')
  await until(3)
  expect(said).toEqual(['worker 1 ended (signal SIGKILL); starting another'])
  expect(heard).toEqual(['worker 1: hello', 'worker 2: hello', 'worker 1: hello'])
  expect(supervisor.alive).toBe(2)
  await supervisor.drain()
  expect(supervisor.alive).toBe(0)
})

test('what a dead worker was training is given back with its last words, what it had ended is not', async () => {
  const { supervisor, started, givenBack, until } = workshop({ soundMs: 0 })
  await until(1)
  const [worker] = started
  worker!.claims([{ ...claim, attempt: 7 }, claim])
  worker!.claims([claim])
  worker!.line('out of memory')
  worker!.die('signal SIGABRT')
  await until(2)
  expect(givenBack).toEqual([{ claims: [claim], lastWords: 'signal SIGABRT | hello | out of memory' }])
  await supervisor.drain()
})

test('workers that die as soon as they start are an error that tells their last words', async () => {
  const { supervisor, started, until } = workshop({ soundMs: 60_000 })
  const failure = supervisor.failed.catch((error: unknown) => error)
  for (const count of [1, 2, 3]) {
    await until(count)
    started.at(-1)!.die('exit code 1')
  }
  expect(await failure).toMatchObject({ code: 'WORKER_DIES', message: expect.stringContaining('exit code 1 | hello') })
})

test('a worker that dies with a trial did start: it is replaced however often', async () => {
  const { supervisor, started, until } = workshop({ soundMs: 60_000 })
  for (let count = 1; count <= 6; count++) {
    await until(count)
    started.at(-1)!.claims([claim])
    started.at(-1)!.die('signal SIGABRT')
  }
  await until(7)
  expect(supervisor.alive).toBe(1)
  await supervisor.drain()
})

test('draining asks each and starts no other', async () => {
  const { supervisor, started, until } = workshop({ count: 3 })
  await until(3)
  await supervisor.drain()
  expect(started.map((worker) => worker.drained)).toEqual([true, true, true])
})
