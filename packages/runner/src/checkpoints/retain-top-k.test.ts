import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileCheckpointStore, memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import { type CheckpointRef, type CheckpointStore, type SweepSpec, type TrialId, trialId } from '@hypersweep/sweep'
import { afterAll, expect, test } from 'vitest'
import { tinySweep } from '../testing/tiny-sweep.ts'
import { retain } from './retain.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypersweep-top-k-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const EPOCHS = [1, 2, 3, 4]

/** A sweep whose trials are to report the losses given, the first epoch's the best, and save each of four epochs. */
async function world(kept: Partial<SweepSpec['checkpoints']>, checkpoints: CheckpointStore = memoryCheckpointStore()) {
  const store = memorySweepStore()
  const sweep = tinySweep({ checkpoints: { every: 1, keep: 'best+last', topK: 1, ...kept } })
  await store.addSweep(sweep)
  const seen = new Map<TrialId, string>()
  /** Trains a trial; it stays running where its end is not said. */
  const train = async (number: number, loss: number, end?: 'complete' | 'diverged') => {
    const id = trialId(sweep.id, number)
    await store.addTrials(sweep.id, [{ number, params: {}, seed: 1 }])
    const reply = await store.claim(id, { token: `t${number}`, worker: 'ada' })
    if (reply.status !== 'claimed') throw new Error(reply.status)
    const best = { epoch: 1, score: loss, metrics: { val_loss: loss } }
    for (const epoch of EPOCHS) {
      await checkpoints.save(id, { epoch, step: 0 }, new Uint8Array([number, epoch]))
      const timing = { seconds: 1, samplesPerSecond: 1 }
      await store.report(reply.claim, { epoch, metrics: { val_loss: loss + epoch - 1 } }, { timing, best })
    }
    if (end === 'complete')
      await store.finish(reply.claim, { status: 'complete', best, weightsSha256: 'ab'.repeat(32) })
    if (end === 'diverged') await store.finish(reply.claim, { status: 'failed', reason: end, message: 'it diverged' })
  }
  const kepts = async (number: number) =>
    (await checkpoints.list(trialId(sweep.id, number))).map(({ epoch }: CheckpointRef) => epoch)
  return { sweep, store, checkpoints, train, kepts, tidy: () => retain({ store, checkpoints, sweep, seen }) }
}

test('the best trials keep their weights, and a complete one loses them when it is none of them any more', async () => {
  const { train, kepts, tidy } = await world({ topK: 2 })
  await train(0, 0.3, 'complete')
  await train(1, 0.2, 'complete')
  await tidy()
  expect([await kepts(0), await kepts(1)]).toEqual([
    [1, 3, 4],
    [1, 3, 4],
  ])
  await train(2, 0.1, 'complete')
  await tidy()
  expect([await kepts(0), await kepts(1), await kepts(2)]).toEqual([[], [1, 3, 4], [1, 3, 4]])
})

test('with keep: all the best trials keep every epoch, and the others none', async () => {
  const { train, kepts, tidy } = await world({ keep: 'all' })
  await train(0, 0.3, 'complete')
  await train(1, 0.2, 'complete')
  await tidy()
  expect([await kepts(0), await kepts(1)]).toEqual([[], EPOCHS])
})

test('a trial that runs or has failed keeps what it goes on from, however bad it is', async () => {
  const { train, kepts, tidy } = await world({})
  await train(0, 0.1, 'complete')
  await train(1, 0.9)
  await train(2, 0.8, 'diverged')
  await tidy()
  expect([await kepts(1), await kepts(2)]).toEqual([
    [1, 3, 4],
    [1, 3, 4],
  ])
})

test('of ten thousand trials only those are listed of which something changed', async () => {
  const store = memoryCheckpointStore()
  const listed: TrialId[] = []
  const list = (trial: TrialId) => {
    listed.push(trial)
    return store.list(trial)
  }
  const { train, tidy, sweep, store: sweeps } = await world({ topK: 2 }, { ...store, list })
  const numbers = Array.from({ length: 10_000 }, (_, index) => index + 10)
  await sweeps.addTrials(
    sweep.id,
    numbers.map((number) => ({ number, params: {}, seed: 1 })),
  )
  for (const number of [0, 1, 2]) await train(number, 0.5 - number / 10, 'complete')
  await tidy()
  expect(listed.length).toBe(10_003)
  listed.length = 0
  await tidy()
  expect(listed).toEqual([])
  await train(3, 0.1, 'complete')
  await tidy()
  expect(listed).toEqual([trialId(sweep.id, 1), trialId(sweep.id, 3)])
})

test('nothing is removed while another process reads, and everything once it has ended or was killed', async () => {
  const { sweep, train, kepts, tidy } = await world({}, fileCheckpointStore({ dir: folder }))
  await train(0, 0.3, 'complete')
  const reader = await startReader(sweep.id)
  await train(1, 0.2, 'complete')
  expect(await tidy()).toBe(0)
  expect(await reader.ask('0')).toBe('2')
  expect(await reader.ask('unpin')).toBe('unpinned')
  expect(await tidy()).toBe(5)
  expect(await reader.ask('0')).toBe('gone')
  await reader.kill()

  const killed = await startReader(sweep.id)
  await train(2, 0.1, 'complete')
  expect(await tidy()).toBe(0)
  await killed.kill()
  expect(await tidy()).toBe(4)
  expect([await kepts(0), await kepts(1), await kepts(2)]).toEqual([[], [], [1, 3, 4]])
})

/** A process of its own that pins the sweep. */
async function startReader(sweepId: string) {
  const file = join(import.meta.dirname, '../testing/checkpoint-reader.ts')
  const child = spawn(process.execPath, ['--conditions=hypersweep-source', file, folder, sweepId], {
    stdio: ['pipe', 'pipe', 'inherit'],
  }) as ChildProcess & { stdin: NodeJS.WritableStream; stdout: NodeJS.ReadableStream }
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const said = async () => (await lines.next()).value as string
  expect(await said()).toBe('pinned')
  return {
    async ask(line: string): Promise<string> {
      child.stdin.write(`${line}\n`)
      return said()
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}
