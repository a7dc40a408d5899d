import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject, SearchSpace } from '@hypersweep/sweep'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinySweep } from '../testing/tiny-sweep.ts'
import { datasetOf } from './dataset-of.ts'
import { prepareData } from './prepare-data.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hypersweep-data-'))
  await mkdir(join(folder, 'data'))
  await mkdir(join(folder, 'sweeps'))
  await mkdir(join(folder, 'worker'))
  await writeFile(join(folder, 'data/points.csv'), csv(20))
})
afterAll(() => rm(folder, { recursive: true }))

function csv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => `${row},${row * 2},${row % 2 ? 'odd' : 'even'}`)
  return ['x,y,kind', ...lines, ''].join('\n')
}

/** The tiny sweep on other data. */
function specOn(data: JsonObject, change: { model?: JsonObject; parameters?: SearchSpace; metric?: string } = {}) {
  const { spec } = tinySweep()
  const { model = spec.objective.model, parameters = spec.parameters, metric = spec.metric.name } = change
  return {
    ...spec,
    parameters,
    metric: { ...spec.metric, name: metric },
    objective: { ...spec.objective, data, model },
  }
}

const points = { source: 'csv', path: '../data/points.csv', label: 'kind' }

test('the spec to store knows the data by name, hash and a path below any data root', async () => {
  const { spec, dataset, dataRoot } = await prepareData(specOn(points), { root: join(folder, 'sweeps') })
  expect(spec.objective.data).toEqual({
    source: 'csv',
    path: 'data/points.csv',
    label: 'kind',
    scale: 'standardize',
    validation: 0.2,
    test: 0.2,
    seed: 0,
    name: dataset.name,
    sha256: dataset.sha256,
  })
  expect(dataRoot).toBe(`${folder}/`)
  expect(dataset.classNames).toEqual(['even', 'odd'])
})

test('what was prepared is prepared again to the same', async () => {
  const first = await prepareData(specOn(points), { root: join(folder, 'sweeps') })
  const second = await prepareData(first.spec, { root: first.dataRoot })
  expect(second.spec).toEqual(first.spec)
})

test('a worker of the same process reads the memory that is there already', async () => {
  const { spec, dataset } = await prepareData(specOn(points), { root: join(folder, 'sweeps') })
  expect(await datasetOf(spec.objective.data, { root: '/nowhere' })).toBe(dataset)
})

test('a worker elsewhere finds the data under its own root, with the folders of the sweep or without', async () => {
  const stored = { ...points, path: 'data/points.csv' }
  const below = await datasetOf({ ...stored, name: 'below' }, { root: folder })
  const beside = await datasetOf({ ...stored, name: 'beside' }, { root: join(folder, 'data') })
  expect(below.sha256).toBe(beside.sha256)
})

test('a worker that lacks the data says what it looked for', async () => {
  const stored = { ...points, path: 'data/points.csv', name: 'lacking' }
  await expect(datasetOf(stored, { root: join(folder, 'worker') })).rejects.toMatchObject({ code: 'DATA_MISSING' })
})

test('a worker that has other data under that name does not train on it', async () => {
  await writeFile(join(folder, 'worker/points.csv'), csv(22))
  const { sha256 } = await datasetOf({ ...points, path: 'data/points.csv' }, { root: folder })
  const stored = { ...points, path: 'data/points.csv', sha256 }
  await expect(datasetOf(stored, { root: join(folder, 'worker') })).rejects.toMatchObject({
    code: 'DATA_OTHER',
    message: expect.stringContaining(sha256),
  })
})

test.each([
  [{ label: 'kinds' }, /There is no column 'kinds'; .* Did you mean "kind"\?$/],
  [{ ignore: ['xx'] }, /There is no column 'xx' to ignore; .* Did you mean "x"\?$/],
])('a column that is not there is asked about: %j', async (change, message) => {
  const prepared = prepareData(specOn({ ...points, ...change }), { root: join(folder, 'sweeps') })
  await expect(prepared).rejects.toThrow(message)
})

test('which columns are ignored is part of what the data is, and in which order they are named is not', async () => {
  const root = join(folder, 'sweeps')
  const stored = async (ignore: string[]) =>
    (await prepareData(specOn({ ...points, ignore }), { root })).spec.objective.data
  const all = await prepareData(specOn(points), { root })
  expect(await stored([])).toEqual(all.spec.objective.data)
  expect(await stored(['y', 'y'])).toEqual({ ...all.spec.objective.data, ignore: ['y'] })
  expect((await datasetOf(await stored(['y']), { root: folder })).featureNames).toEqual(['x'])
  expect(all.dataset.featureNames).toEqual(['x', 'y'])
})

test('a sweep that pins other data is refused', async () => {
  const pinned = { ...points, sha256: '0'.repeat(64) }
  await expect(prepareData(specOn(pinned), { root: join(folder, 'sweeps') })).rejects.toMatchObject({
    code: 'DATA_OTHER',
  })
})

test('a last layer that has not a unit per class is refused before any work', async () => {
  const model = { layers: [{ dense: 8 }, { dense: 3 }] }
  await expect(prepareData(specOn(points, { model }), { root: join(folder, 'sweeps') })).rejects.toThrow(
    'The last layer has 3 units, and points has 2 classes. A unit per class is needed: write dense: 2 in the last layer.',
  )
})

test('so is an axis over the units of the last layer', async () => {
  const model = { layers: [{ dense: '$units' }] }
  const parameters: SearchSpace = [{ name: 'units', distribution: { kind: 'categorical', values: [2, 4] } }]
  const prepared = prepareData(specOn(points, { model, parameters }), { root: join(folder, 'sweeps') })
  await expect(prepared).rejects.toThrow('The last layer has 4 units (units)')
})

test('layers that do not fit the data are refused before any work', async () => {
  const model = { layers: [{ conv: 8 }, { dense: 2 }] }
  await expect(prepareData(specOn(points, { model }), { root: join(folder, 'sweeps') })).rejects.toMatchObject({
    code: 'LAYER_INPUT',
    message: expect.stringMatching(/^The network does not fit points: The data has rows of shape \[2\]/),
  })
})

test('a last layer without units is refused before any work', async () => {
  const model = { layers: [{ dense: 8 }, { max_pool: 2 }] }
  await expect(prepareData(specOn(points, { model }), { root: join(folder, 'sweeps') })).rejects.toThrow(
    'The last layer has no units. A unit per class is needed: write dense: 2 in the last layer.',
  )
})

test.each(['dense', 'maxout'])('a last layer %s with a unit per class is taken', async (kind) => {
  const model = { layers: [{ [kind]: 2 }] }
  await expect(prepareData(specOn(points, { model }), { root: join(folder, 'sweeps') })).resolves.toBeDefined()
})

test.each(['val_loss', 'grad_norm', 'update_ratio_1', 'dead_units'])('%s may be the metric', async (metric) => {
  const model = { layers: [{ dense: 8 }, { dense: 2 }] }
  await expect(prepareData(specOn(points, { metric, model }), { root: join(folder, 'sweeps') })).resolves.toBeDefined()
})

test('units that cannot die are no metric, nor is the weight of a layer that has none', async () => {
  const model = { layers: [{ dense: 8, activation: 'tanh' }, { dense: 2 }] }
  for (const metric of ['dead_units', 'update_ratio_2']) {
    const prepared = prepareData(specOn(points, { metric, model }), { root: join(folder, 'sweeps') })
    await expect(prepared).rejects.toThrow('grad_norm, update_ratio_0, update_ratio_1; use one of these.')
  }
})

test('a metric that training does not report is refused before any work', async () => {
  const prepared = prepareData(specOn(points, { metric: 'f1' }), { root: join(folder, 'sweeps') })
  await expect(prepared).rejects.toMatchObject({ code: 'METRIC_UNKNOWN' })
})

test('a metric with a slip of the finger is asked about', async () => {
  const prepared = prepareData(specOn(points, { metric: 'val_acuracy' }), { root: join(folder, 'sweeps') })
  await expect(prepared).rejects.toThrow('use one of these. Did you mean "val_accuracy"?')
})
