import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { bullmqTrialQueue, type PrivateRedis, privateRedis, redisSweepStore } from '@hypersweep/adapters'
import { networkObjective, numericsId, prepareData } from '@hypersweep/runner'
import { parseSweep, parseTrialId, sweepTrials, trialId } from '@hypersweep/sweep'
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    redisCommand: string
  }
}

const main = join(import.meta.dirname, 'main.ts')
let dir: string
let redis: PrivateRedis
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hypersweep-worker-'))
  redis = await privateRedis({ dir: join(dir, 'redis'), command: inject('redisCommand') })
})
/** None outlives its test, also where that fails: it would hold back the next one. */
const started = new Set<ChildProcess>()
afterEach(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  started.clear()
})
afterAll(async () => {
  await redis[Symbol.asyncDispose]()
  // It stays for whoever is connected, as a process does that was killed a moment ago.
  while (signalled(redis.pid)) await pause(20)
  await rm(dir, { recursive: true, force: true })
})

/** Whether there was a process to end. */
function signalled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGTERM')
  } catch {
    return false
  }
}

/** A sweep of one trial in the store and in the queue. */
async function offerSweep(name: string, epochs: number, more = '') {
  const text = `
name: ${name}
method: grid
parameters: { learning_rate: { values: [0.01] } }
data: { source: moons, rows: 200 }
model: { layers: [{ dense: 8 }, { dense: 2 }] }
training: { optimizer: adam, epochs: ${epochs}, batch_size: 16 }
${more}`
  const { spec } = await prepareData(parseSweep(text, networkObjective).spec, { root: dir })
  const store = await redisSweepStore({ url: redis.url })
  const queue = await bullmqTrialQueue({ url: redis.url })
  const id = name.padEnd(10, '0')
  await store.addSweep({ id, name, spec, numerics: await numericsId(), createdAt: 0 })
  const trials = sweepTrials(spec, networkObjective)
  await store.addTrials(
    id,
    Array.from({ length: trials.count }, (_, number) => trials.trial(number)),
  )
  const trial = trialId(id, 0)
  await queue.offer([{ trial, generation: 0 }])
  const close = async () => {
    await queue[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  }
  return { store, queue, trial, [Symbol.asyncDispose]: close }
}

/** A worker process; `line` resolves with what matches once it has said that. */
function startWorker(...more: string[]) {
  const args = ['--redis', redis.url, '--threads', '1', '--checkpoints', join(dir, 'checkpoints'), ...more]
  const child: ChildProcess = spawn(process.execPath, ['--conditions=hypersweep-source', main, ...args])
  started.add(child)
  const said: string[] = []
  const lines = createInterface({ input: child.stderr! })
  lines.on('line', (line) => said.push(line))
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const line = async (pattern: RegExp) => {
    for (;;) {
      const [found] = said.flatMap((each) => pattern.exec(each) ?? [])
      if (found !== undefined) return found
      await Promise.race([once(lines, 'line'), ended.then(failed)])
    }
  }
  const failed = (code: number | null) => Promise.reject(new Error(`the worker ended (${code}): ${said.join('\n')}`))
  return { child, said, ended, line }
}

test('SIGTERM drains: the trial is given back and goes on elsewhere to its end, with exit code 0', async () => {
  await using sweep = await offerSweep('drained', 200)
  const first = startWorker()
  await first.line(/drained: trial 0 claimed \(attempt 1\)/)
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  expect(first.said.at(-1)).toBe('drained')
  expect(await sweep.store.trial(sweep.trial)).toMatchObject({ state: { status: 'waiting' }, failures: 0 })
  expect(await sweep.queue.known()).toContain(sweep.trial)

  const second = startWorker()
  await second.line(/drained: trial 0 claimed \(attempt 2\), resumed from epoch \d+/)
  await second.line(/drained: trial 0 complete/)
  second.child.kill('SIGINT')
  expect(await second.ended).toBe(130)
  expect(await sweep.store.trial(sweep.trial)).toMatchObject({ state: { status: 'complete' }, epoch: 200, claims: 2 })
})

test('what a terminal sends to every process is for the supervisor: the one that trains goes on', async () => {
  await using sweep = await offerSweep('terminal', 100)
  const worker = startWorker()
  const pid = Number((await worker.line(/process \d+/)).slice('process '.length))
  await worker.line(/terminal: trial 0 claimed/)
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.kill(pid, signal)
  await worker.line(/terminal: trial 0 complete/)
  expect(await sweep.store.trial(sweep.trial)).toMatchObject({ state: { status: 'complete' }, claims: 1 })
  worker.child.kill('SIGTERM')
  expect(await worker.ended).toBe(0)
})

test('a sweep that requires a label is left to a worker that has it, and why stands in the store', async () => {
  await using sweep = await offerSweep('labelled', 3, 'requires: { gpu: yes }')
  const bare = startWorker('--label', 'gpu=no')
  await bare.line(/labelled: .*it requires gpu=yes, this worker has gpu=no/)
  const { sweepId } = parseTrialId(sweep.trial)
  const text = 'it requires gpu=yes, this worker has gpu=no'
  await vi.waitFor(async () => {
    expect(await sweep.store.declines(sweepId)).toMatchObject([{ reason: 'labels', text }])
  })
  expect(await sweep.store.trial(sweep.trial)).toMatchObject({ state: { status: 'waiting' }, claims: 0 })
  const able = startWorker('--label', 'gpu=yes', '--label', 'zone=b')
  await able.line(/labelled: trial 0 complete/)
  for (const { child } of [bare, able]) child.kill('SIGTERM')
  expect(await Promise.all([bare.ended, able.ended])).toEqual([0, 0])
  expect(bare.said.filter((line) => line.includes('it requires'))).toHaveLength(1)
})

test('a second Ctrl-C stops at once, although the drain has not come to an end', async () => {
  await using _ = await offerSweep('stopped', 1_000_000)
  const worker = startWorker()
  const pid = Number((await worker.line(/process \d+/)).slice('process '.length))
  await worker.line(/stopped: trial 0 claimed/)
  process.kill(pid, 'SIGSTOP')
  worker.child.kill('SIGINT')
  await worker.line(/draining/)
  // Two within half a second are one wish.
  await pause(600)
  const asked = performance.now()
  worker.child.kill('SIGINT')
  expect(await worker.ended).toBe(130)
  expect(performance.now() - asked).toBeLessThan(10_000)
})
