import { expect, test } from 'vitest'
import { tinyData, tinyJob } from '../testing/tiny-job.ts'
import { decodeProbabilities, encodeProbabilities, probabilitiesIdentity } from './probabilities-file.ts'

const data = tinyData()
const { spec } = tinyJob()
const network = { numerics: 'n', spec, seed: 7, epoch: 3, data }
const identity = probabilitiesIdentity(network, data)
const probabilities = Float32Array.from({ length: 32 }, (_, i) => i / 31)
const file = () => encodeProbabilities({ ...identity, probabilities })

test('what was encoded is decoded, bit for bit', () => {
  expect(decodeProbabilities(file(), identity)).toEqual(probabilities)
})

test('it is a safetensors file of one tensor, a row for each validation row', () => {
  const length = Number(new DataView(file().buffer).getBigUint64(0, true))
  const header = JSON.parse(new TextDecoder().decode(file().subarray(8, 8 + length)))
  expect(header.probabilities).toEqual({ dtype: 'F32', shape: [16, 2], data_offsets: [0, 128] })
  expect(header.__metadata__).toMatchObject({ format: 'hypersweep-probabilities-1', sha256: expect.any(String) })
})

test('any byte changed, lost or added makes it worthless', () => {
  const whole = file()
  for (let i = 0; i < whole.length; i++) {
    const changed = decodeProbabilities(whole.with(i, whole[i]! ^ 4), identity)
    expect([i, changed ?? null]).toEqual([i, null])
  }
  for (let length = 0; length < whole.length; length++) {
    expect(decodeProbabilities(whole.subarray(0, length), identity)).toBeUndefined()
  }
  expect(decodeProbabilities(Uint8Array.of(...whole, 0), identity)).toBeUndefined()
})

test.each<[string, typeof identity]>([
  ['epoch', { ...identity, epoch: 2 }],
  ['seed', { ...identity, seed: 8 }],
  ['numeric code', { ...identity, numerics: 'other' }],
  ['data', { ...identity, dataSha256: 'e'.repeat(64) }],
  ['network', probabilitiesIdentity({ ...network, spec: { ...spec, learning_rate: 0.2 } }, data)],
  ['split', probabilitiesIdentity(network, { ...data, validation: data.validation.slice(1) })],
])('that of another %s is none', (_, wanted) => {
  expect(decodeProbabilities(file(), wanted)).toBeUndefined()
})

test('more epochs are the same training, but for a schedule that looks at their number', () => {
  const longer = { ...spec, epochs: 30 }
  expect(decodeProbabilities(file(), probabilitiesIdentity({ ...network, spec: longer }, data))).toEqual(probabilities)
  const schedule = { schedule: 'one_cycle' } as typeof spec.schedule
  const of = (epochs: number) => probabilitiesIdentity({ ...network, spec: { ...spec, schedule, epochs } }, data)
  expect(of(30).specSha256).not.toBe(of(3).specSha256)
})
