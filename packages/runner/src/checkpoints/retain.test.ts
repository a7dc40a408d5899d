import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import { type CheckpointRef, type ScoredEpoch, trialId } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { tinySweep } from '../testing/tiny-sweep.ts'
import { prunable, retain } from './retain.ts'

const at = (epoch: number, step = 0): CheckpointRef => ({ epoch, step })
const best = (epoch: number): { best: ScoredEpoch } => ({ best: { epoch, score: 1, metrics: {} } })

test.each([
  ['all but the last two and the best go', [at(1), at(2), at(3), at(4), at(5)], best(2), [at(1), at(3)]],
  ['the best one may be among the last two', [at(1), at(2), at(3)], best(3), [at(1)]],
  ['a checkpoint within an epoch is one of the last two', [at(1), at(2), at(3), at(3, 7)], best(1), [at(2)]],
  ['one within the epoch after the best goes', [at(2), at(2, 5), at(3), at(4)], best(2), [at(2, 5)]],
  ['two are never too many', [at(1), at(2)], best(7), []],
  ['nothing goes before the first report', [at(0, 1), at(0, 2), at(0, 3)], {}, []],
  ['nothing is there to go', [], best(1), []],
])('%s', (_, refs, summary, gone) => {
  expect(prunable(refs, summary)).toEqual(gone)
})

/** A sweep with one trial that has reported three epochs, the first the best, and saved four checkpoints. */
async function world(keep: 'best+last' | 'all' = 'best+last') {
  const store = memorySweepStore()
  const checkpoints = memoryCheckpointStore()
  const sweep = tinySweep({ checkpoints: { every: 1, keep, topK: 50 } })
  const id = trialId(sweep.id, 0)
  await store.addSweep(sweep)
  await store.addTrials(sweep.id, [{ number: 0, params: {}, seed: 1 }])
  const reply = await store.claim(id, { token: 't', worker: 'ada' })
  if (reply.status !== 'claimed') throw new Error(reply.status)
  const report = (epoch: number) =>
    store.report(
      reply.claim,
      { epoch, metrics: { m: epoch } },
      {
        timing: { seconds: 1, samplesPerSecond: 1 },
        best: { epoch: 1, score: 1, metrics: { m: 1 } },
      },
    )
  for (const epoch of [1, 2, 3, 4]) await checkpoints.save(id, at(epoch), new Uint8Array([epoch]))
  for (const epoch of [1, 2, 3]) await report(epoch)
  return { store, checkpoints, sweep, id, report }
}

test('what the rule gives up is removed, and the rest stays', async () => {
  const { store, checkpoints, sweep, id } = await world()
  expect(await retain({ store, checkpoints, sweep })).toBe(1)
  expect(await checkpoints.list(id)).toEqual([at(1), at(3), at(4)])
  expect(await retain({ store, checkpoints, sweep })).toBe(0)
})

test('keep: all keeps all', async () => {
  const { store, checkpoints, sweep, id } = await world('all')
  expect(await retain({ store, checkpoints, sweep })).toBe(0)
  expect(await checkpoints.list(id)).toHaveLength(4)
})

test('a trial that has not moved is not looked at again', async () => {
  const { store, checkpoints, sweep, id, report } = await world()
  const listed: string[] = []
  const counting = {
    ...checkpoints,
    list: (trial: typeof id) => {
      listed.push(trial)
      return checkpoints.list(trial)
    },
  }
  const seen = new Map()
  await retain({ store, checkpoints: counting, sweep, seen })
  await retain({ store, checkpoints: counting, sweep, seen })
  expect(listed).toEqual([id])
  await report(4)
  await retain({ store, checkpoints: counting, sweep, seen })
  expect(listed).toEqual([id, id])
})

test('files are listed before the summary is read that decides over them', async () => {
  const { store, checkpoints, sweep, id } = await world()
  const order: string[] = []
  await retain({
    sweep,
    store: {
      ...store,
      summaries(of) {
        order.push('summaries')
        return store.summaries(of)
      },
    },
    checkpoints: {
      ...checkpoints,
      list(trial) {
        order.push('list')
        return checkpoints.list(trial)
      },
    },
  })
  expect(order.lastIndexOf('summaries')).toBeGreaterThan(order.lastIndexOf('list'))
  expect(await checkpoints.list(id)).toHaveLength(3)
})
