import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Scale } from '../data/dataset.ts'
import { CoreError } from '../errors.ts'
import type { OptimizerSpec } from '../optimizers/index.ts'
import { SAMPLE_CHECKPOINT as checkpoint } from '../testing/sample-checkpoint.ts'
import { TINY_SPEC } from '../testing/tiny-spec.ts'
import { decodeCheckpoint, encodeCheckpoint } from './codec.ts'

const FIRST_HASH_DIGIT = 8 + '{"__metadata__":{"sha256":"'.length

/** The file with another header text of the same length, and the hash that such a file should have. */
function forged(bytes: Uint8Array, change: (header: string) => string): Uint8Array {
  const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))
  const header = new TextEncoder().encode(change(new TextDecoder().decode(bytes.subarray(8, start))))
  if (header.length !== start - 8) throw new Error('the forged header has another length')
  const file = Uint8Array.from(bytes)
  file.set(header, 8)
  file.set(new TextEncoder().encode('0'.repeat(64)), FIRST_HASH_DIGIT)
  file.set(new TextEncoder().encode(createHash('sha256').update(file).digest('hex')), FIRST_HASH_DIGIT)
  return file
}

function isAccepted(bytes: Uint8Array): boolean {
  try {
    decodeCheckpoint(bytes)
    return true
  } catch (error) {
    if (error instanceof CoreError && error.code.startsWith('CHECKPOINT_')) return false
    throw error
  }
}

test('what was encoded is decoded, with every bit and the metrics in their order', () => {
  const decoded = decodeCheckpoint(encodeCheckpoint(checkpoint))
  expect(decoded).toEqual(checkpoint)
  expect(Object.keys(decoded.history[0].metrics)).toEqual(['train_loss', 'train_accuracy', 'learning_rate'])
  expect(encodeCheckpoint(decoded)).toEqual(encodeCheckpoint(checkpoint))
})

test.each<OptimizerSpec>([
  { optimizer: 'sgd', weight_decay: 0 },
  { optimizer: 'nesterov', momentum: 0.9, weight_decay: 0.01 },
  { optimizer: 'rmsprop', decay_rate: 0.9, momentum: 0.5, epsilon: 1e-8, centered: true, weight_decay: 0 },
  { optimizer: 'adam', beta1: 0.9, decay_rate: 0.99, epsilon: 1e-8, amsgrad: false, weight_decay: 0 },
])('a spec with $optimizer comes back', (optimizer) => {
  const schedule = { schedule: 'multi_step', milestones: [2, 5], lr_decay: 0.1, warmup_epochs: 1, warmup_factor: 0.5 }
  const spec = { ...TINY_SPEC, optimizer, schedule }
  expect(decodeCheckpoint(encodeCheckpoint({ ...checkpoint, spec })).spec).toEqual(spec)
})

test.each<Scale>([{ kind: 'none' }, { kind: 'divide', by: 255 }])('the scale $kind comes back', (scale) => {
  const data = { ...checkpoint.data, scale }
  expect(decodeCheckpoint(encodeCheckpoint({ ...checkpoint, data })).data).toEqual(data)
})

test('a checkpoint before the first epoch comes back', () => {
  const early = { ...checkpoint, history: [], state: [], epoch: 0 }
  expect(decodeCheckpoint(encodeCheckpoint(early))).toEqual(early)
})

test('the hash is SHA-256 of the file with the hash itself as zeros', () => {
  const bytes = encodeCheckpoint(checkpoint)
  expect(forged(bytes, (header) => header)).toEqual(bytes)
})

// The library reads it too: pip install safetensors numpy, then
// python3 test/golden/oracles/gen_safetensors.py test/golden/oracles/checkpoint-v2.safetensors
test('a file of version 2 is read, and written again byte for byte', () => {
  const golden = new URL('../../../../test/golden/oracles/checkpoint-v2.safetensors', import.meta.url)
  const bytes = new Uint8Array(readFileSync(golden))
  expect(decodeCheckpoint(bytes)).toEqual(checkpoint)
  expect(encodeCheckpoint(checkpoint)).toEqual(bytes)
})

describe('a damaged file is refused', () => {
  const bytes = encodeCheckpoint({ ...checkpoint, history: [], weights: checkpoint.weights.slice(1), state: [] })

  test('whichever bit is flipped', () => {
    expect(isAccepted(bytes)).toBe(true)
    const accepted = Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter((bit) => {
      const damaged = Uint8Array.from(bytes)
      damaged[bit >> 3] ^= 1 << (bit & 7)
      return isAccepted(damaged)
    })
    expect(accepted).toEqual([])
  })

  test('wherever it is cut, and with a byte more', () => {
    const accepted = Array.from(bytes, (_, length) => length).filter((length) => isAccepted(bytes.subarray(0, length)))
    expect(accepted).toEqual([])
    expect(isAccepted(new Uint8Array([...bytes, 0]))).toBe(false)
  })
})

describe('a file with a right hash and wrong content is refused', () => {
  const bytes = encodeCheckpoint(checkpoint)
  test.each<[string, string, string]>([
    ['CHECKPOINT_VERSION', '"version":"2"', '"version":"1"'],
    ['CHECKPOINT_VERSION', '"hypersweep-checkpoint"', '"hypersweep-chequebook"'],
    ['CHECKPOINT_JSON', '"step":"1"', '"step":"n"'],
    ['CHECKPOINT_JSON', '\\"learning_rate\\":0.05', '\\"__proto__\\":0.05    '],
    ['CHECKPOINT_FIELD', '"seed":"9007199254740991"', '"seed":"9007199254740992"'],
    ['CHECKPOINT_FIELD', '"seed":"9007199254740991"', '"seat":"9007199254740991"'],
    ['CHECKPOINT_FIELD', '\\"learning_rate\\"', '\\"learning_tate\\"'],
    ['CHECKPOINT_FIELD', '\\"relu\\"', '\\"ralu\\"'],
    ['CHECKPOINT_FIELD', '\\"momentum\\":0.9', '\\"momentum\\":[9]'],
    ['CHECKPOINT_FIELD', '\\"exponential\\"', '\\"exponentiel\\"'],
    ['CHECKPOINT_FIELD', '\\"standardize\\"', '\\"standardise\\"'],
    ['CHECKPOINT_FIELD', '\\"rows\\":8', '\\"rose\\":8'],
    ['CHECKPOINT_FIELD', '[[1.0', '[[{},'],
    ['CHECKPOINT_FIELD', 'c1c1c1c1', 'C1c1c1c1'],
    ['CHECKPOINT_LAYOUT', '"shape":[2,3]', '"shape":[2,4]'],
  ])('%s: %s', (code, from, to) => {
    const file = forged(bytes, (header) => header.replace(from, to))
    expect(() => decodeCheckpoint(file)).toThrow(expect.objectContaining({ name: 'CoreError', code }))
  })
})
