import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import { extendSpec, type JsonObject, type TrialEnd, type TrialId, trialId } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { networkObjective } from '../objective/network-objective.ts'
import { tinySweep, tinyTraining } from '../testing/tiny-sweep.ts'
import { catchUp, courses } from './catch-up.ts'

const metrics = { val_loss: 0.5 }
const best = { epoch: 1, score: 0.5, metrics }
const COMPLETE: TrialEnd = { status: 'complete', best, weightsSha256: 'f'.repeat(64) }
const DIVERGED: TrialEnd = { status: 'failed', reason: 'diverged', message: 'The loss is not finite.' }
const TIMEOUT: TrialEnd = { status: 'failed', reason: 'timeout', message: 'No batch for 600 s.' }

/**
 * A sweep that was extended: trials 0 and 1 are complete, one with a checkpoint; 2 diverged, 3 timed out, 4 runs, 5 has not
 * begun. All but the last have reported an epoch.
 */
async function extended(training: JsonObject = {}) {
  const objective = { ...tinySweep().spec.objective, training: tinyTraining(training) }
  const registered = tinySweep({ objective })
  const [store, checkpoints] = [memorySweepStore(), memoryCheckpointStore()]
  await store.addSweep(registered)
  const params = { learning_rate: 0.1 }
  await store.addTrials(
    registered.id,
    [0, 1, 2, 3, 4, 5].map((number) => ({ number, params, seed: number })),
  )
  for (const [number, end] of [COMPLETE, COMPLETE, DIVERGED, TIMEOUT, undefined].entries()) {
    const reply = await store.claim(trialId(registered.id, number), { token: `t${number}`, worker: 'ada' })
    const { claim } = reply as Extract<typeof reply, { status: 'claimed' }>
    await store.report(claim, { epoch: 1, metrics }, { timing: { seconds: 1, samplesPerSecond: 1 }, best })
    if (end) await store.finish(claim, end)
  }
  for (const number of [0, 4]) {
    await checkpoints.save(trialId(registered.id, number), { epoch: 1, step: 0 }, new Uint8Array(8))
  }
  const spec = extendSpec(registered.spec, { epochs: 6 }, networkObjective)
  const sweep = await store.replaceSpec(registered.id, registered.spec, spec)
  const summaries = () => store.summaries(sweep.id)
  const facts = async () => (await summaries()).map(({ state, epoch, stage }) => [state.status, epoch, stage] as const)
  return { store, checkpoints, sweep, summaries, facts, id: (number: number): TrialId => trialId(sweep.id, number) }
}

test('under a schedule that looks at no number of epochs, complete trials wait again with what they reported', async () => {
  const { summaries, facts, checkpoints, id, ...options } = await extended()
  expect(await courses({ ...options, checkpoints }, await summaries())).toEqual([
    { kind: 'continued', after: 1 },
    { kind: 'again' },
    { kind: 'unchanged' },
    { kind: 'unchanged' },
    { kind: 'continued', after: 1 },
    { kind: 'unchanged' },
  ])
  expect(await catchUp({ ...options, checkpoints }, await summaries())).toBe(6)
  expect(await facts()).toEqual([
    ['waiting', 1, 1],
    ['waiting', 1, 1],
    ['failed', 1, 1],
    ['failed', 1, 1],
    ['waiting', 1, 1],
    ['waiting', 0, 1],
  ])
  expect(await checkpoints.list(id(0))).toHaveLength(1)
})

test('under one that is another one over more epochs, all begin anew, and their checkpoints go', async () => {
  const { summaries, facts, checkpoints, id, ...options } = await extended({ schedule: 'cosine' })
  const anew = { kind: 'anew', schedule: 'cosine' }
  const unchanged = { kind: 'unchanged' }
  expect(await courses({ ...options, checkpoints }, await summaries())).toEqual([
    anew,
    anew,
    anew,
    unchanged,
    anew,
    unchanged,
  ])
  await catchUp({ ...options, checkpoints }, await summaries())
  expect(await facts()).toEqual([
    ['waiting', 0, 1],
    ['waiting', 0, 1],
    ['waiting', 0, 1],
    ['failed', 0, 1],
    ['waiting', 0, 1],
    ['waiting', 0, 1],
  ])
  for (const number of [0, 4]) expect(await checkpoints.list(id(number))).toEqual([])
})

test('checkpoints that somebody reads stay, for the worker that meets them to set aside; probabilities do not', async () => {
  const { summaries, checkpoints, id, ...options } = await extended({ schedule: 'cosine' })
  await checkpoints.saveProbabilities(id(0), new Uint8Array(8))
  await using _pin = await checkpoints.pin(options.sweep.id)
  await catchUp({ ...options, checkpoints }, await summaries())
  expect(await checkpoints.list(id(0))).toHaveLength(1)
  expect(await checkpoints.loadProbabilities(id(0))).toHaveLength(0)
})

test('it is done once, and what is left undone is done by the next call', async () => {
  const { summaries, facts, store, ...options } = await extended({ schedule: 'cosine' })
  const failing = {
    ...store,
    advance: (trial: TrialId, ...how: [Parameters<typeof store.advance>[1]]) =>
      trial.endsWith('-2') ? Promise.reject(new Error('the store is away')) : store.advance(trial, ...how),
  }
  await expect(catchUp({ ...options, store: failing }, await summaries())).rejects.toThrow('the store is away')
  expect(await catchUp({ ...options, store }, await summaries())).toBe(1)
  const before = await facts()
  expect(await catchUp({ ...options, store }, await summaries())).toBe(0)
  expect(await facts()).toEqual(before)
})

test('no trial is behind a sweep that has more replicates or values alone', async () => {
  const { store, checkpoints, sweep, summaries } = await extended()
  await catchUp({ store, checkpoints, sweep }, await summaries())
  const spec = extendSpec(sweep.spec, { replicates: 3, add: { learning_rate: [0.3] } }, networkObjective)
  const wider = await store.replaceSpec(sweep.id, sweep.spec, spec)
  expect(await courses({ checkpoints, sweep: wider }, await summaries())).toEqual([])
  expect(await catchUp({ store, checkpoints, sweep: wider }, await summaries())).toBe(0)
})
