import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import type { JsonObject, Labels } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { prepareData } from '../data/prepare-data.ts'
import { tinySweep } from '../testing/tiny-sweep.ts'
import { openSweeps } from './open-sweeps.ts'

const moons = { source: 'moons', rows: 60 }

/** The tiny sweep on moons, stored; a worker that may work on it. */
async function world(
  change: { numerics?: string; data?: JsonObject; pin?: JsonObject; requires?: Labels; labels?: Labels } = {},
) {
  const { spec, ...record } = tinySweep({ objective: { ...tinySweep().spec.objective, data: moons } })
  const prepared = await prepareData(spec, { root: '.' })
  const data = { ...(change.data ?? prepared.spec.objective.data), ...change.pin }
  const store = memorySweepStore()
  const { requires, labels } = change
  const needed = requires === undefined ? {} : { requires }
  await store.addSweep({ ...record, spec: { ...spec, ...needed, objective: { ...spec.objective, data } } })
  const said: string[] = []
  const numerics = change.numerics ?? record.numerics
  const checkpoints = { ...memoryCheckpointStore(), place: 's3://sweeps/mine' }
  const log = (line: string) => void said.push(line)
  const open = openSweeps({ store, checkpoints, worker: 'ada', labels, numerics, data: { root: '/nowhere' }, log })
  return { checkpoints, open, said, id: record.id, dataset: prepared.dataset, store }
}

test('a sweep comes with its record and its data', async () => {
  const { open, id, dataset } = await world()
  expect(await open(id)).toMatchObject({ sweep: { id, name: 'tiny' }, data: { sha256: dataset.sha256 } })
})

test('a sweep that the store does not know is unknown', async () => {
  const { open } = await world()
  expect(await open('nobody')).toBe('unknown')
})

test('a sweep is read again for a trial of a stage that was not there', async () => {
  const { open, id, store } = await world()
  const opened = await open(id)
  const { spec } = (await store.sweep(id))!
  const { parameters, replicates, objective } = spec
  const extended = { ...spec, replicates: 2, earlier: [{ parameters, replicates, training: objective.training }] }
  await store.replaceSpec(id, spec, extended)
  expect(await open(id)).toEqual(opened)
  expect(await open(id, 1)).toMatchObject({ sweep: { spec: extended } })
  expect(await open(id)).toMatchObject({ sweep: { spec: extended } })
})

test('a sweep of other numeric code is refused, and both are named, once', async () => {
  const { open, id, said } = await world({ numerics: 'f'.repeat(64) })
  expect([await open(id), await open(id)]).toEqual(['refused', 'refused'])
  expect(said).toHaveLength(1)
  expect(said[0]).toContain(`it runs under numerics ${'n'.repeat(64)}, this worker has ${'f'.repeat(64)}`)
})

test('a sweep that requires labels is left to workers that have them, and what is lacked is said', async () => {
  const requires = { gpu: 'yes', zone: 'b' }
  const { open, id, store } = await world({ requires, labels: { gpu: 'yes', zone: 'c' } })
  expect(await open(id)).toBe('refused')
  const text = 'it requires zone=b, this worker has gpu=yes, zone=c'
  expect(await store.declines(id)).toEqual([{ worker: 'ada', reason: 'labels', text }])
  const labelled = await world({ requires, labels: { ...requires, more: '1' } })
  expect(await labelled.open(labelled.id)).toMatchObject({ sweep: { id } })
  const bare = await world({ requires })
  expect(await bare.open(bare.id)).toBe('refused')
  expect(bare.said[0]).toContain('it requires gpu=yes, zone=b, this worker has no label')
})

test('a sweep on data that is not here is refused, and what was looked for is said once', async () => {
  const data = { source: 'idx', path: 'data/absent', validation: 0.1, seed: 0 }
  const { open, id, said } = await world({ data })
  expect([await open(id), await open(id)]).toEqual(['refused', 'refused'])
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('absent')
})

test('a sweep on other data of that name is refused', async () => {
  const { open, id, said } = await world({ pin: { sha256: '0'.repeat(64) } })
  expect(await open(id)).toBe('refused')
  expect(said[0]).toContain('0'.repeat(64))
})

test('why a sweep is left to others stands in the store until it is taken', async () => {
  const data = { source: 'idx', path: 'data/absent', validation: 0.1, seed: 0 }
  const { open, id, store } = await world({ data })
  await open(id)
  const text = expect.stringContaining('absent has no train-images-idx3-ubyte')
  expect(await store.declines(id)).toEqual([{ worker: 'ada', reason: 'data', text }])
  const { spec } = (await store.sweep(id))!
  const stage = { parameters: spec.parameters, replicates: 1, training: spec.objective.training }
  await store.replaceSpec(id, spec, { ...spec, earlier: [stage], objective: { ...spec.objective, data: moons } })
  expect(await open(id, 1)).toMatchObject({ sweep: { id } })
  expect(await store.declines(id)).toEqual([])
})

test('so does that of other numeric code', async () => {
  const { open, id, store } = await world({ numerics: 'f'.repeat(64) })
  await open(id)
  expect(await store.declines(id)).toMatchObject([{ worker: 'ada', reason: 'numerics' }])
})

test('a sweep whose checkpoints are elsewhere is refused, with the place, once; it is taken when they are here', async () => {
  const { open, id, said, store, checkpoints } = await world()
  await store.setCheckpointPlace(id, 's3://sweeps/all')
  expect([await open(id), await open(id)]).toEqual(['refused', 'refused'])
  const text = 'its checkpoints are in s3://sweeps/all, not in s3://sweeps/mine: use --checkpoints s3://sweeps/all'
  expect(said).toEqual([`tiny: left to others: ${text}`])
  expect(await store.declines(id)).toEqual([{ worker: 'ada', reason: 'checkpoints', text }])
  await checkpoints.addSweep(id)
  expect(await open(id)).toMatchObject({ sweep: { id } })
  expect(await store.declines(id)).toEqual([])
})

test("a place of the same name that is another machine's is refused too", async () => {
  const { open, id, said, store } = await world()
  await store.setCheckpointPlace(id, 's3://sweeps/mine')
  expect(await open(id)).toBe('refused')
  expect(said[0]).toContain('which is not the folder of that name here: give all machines a shared one')
})

test('a sweep of which no driver has said where its checkpoints are is taken, as ever', async () => {
  const { open, id } = await world()
  expect(await open(id)).toMatchObject({ sweep: { id } })
})
