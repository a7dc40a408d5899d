import { expect, test } from 'vitest'
import type { SweepSpec } from '../spec.ts'
import { parseSweep } from '../sweep-file/parse-sweep.ts'
import { toyObjective } from '../testing/toy-objective.ts'
import { toySweepWith } from '../testing/toy-sweep.ts'
import { type Extension, extendSpec } from './extend-spec.ts'
import { isStageOf, missingExtension } from './missing-extension.ts'

type Changes = [text: string, replacement: string][]

function toy(...changes: Changes): SweepSpec {
  return parseSweep(toySweepWith(...changes), toyObjective).spec
}

const LONGER: Changes[number] = ['epochs: 3', 'epochs: 9']
const WIDER: Changes[number] = ['[0.1, 0.3]', '[0.1, 0.3, 0.2]']

test.each<[string, Changes, Extension]>([
  ['epochs', [LONGER], { epochs: 9 }],
  ['replicates', [['seed: 1', 'seed: 1\nreplicates: 3']], { replicates: 3 }],
  ['values, wherever they stand', [['[0.1, 0.3]', '[0.01, 0.1, 0.2, 0.3]']], { add: { learning_rate: [0.01, 0.2] } }],
  [
    'all of these',
    [LONGER, WIDER, ['seed: 1', 'seed: 1\nreplicates: 3']],
    { epochs: 9, replicates: 3, add: { learning_rate: [0.2] } },
  ],
  ['nothing', [], {}],
])('what a sweep lacks of a file with more %s is told, and is what makes it that one', (_, changes, extension) => {
  expect(missingExtension(toy(), toy(...changes))).toEqual(extension)
  expect(isStageOf(extendSpec(toy(), extension, toyObjective), toy(...changes))).toBe(true)
})

test('a cap that was raised is more trials', () => {
  const spec = toy(['seed: 1', 'run_cap: 2'])
  expect(missingExtension(spec, toy(['seed: 1', 'run_cap: 4']))).toEqual({ trials: 4 })
})

test.each<[string, Changes]>([
  ['fewer epochs', [['epochs: 3', 'epochs: 2']]],
  ['another seed', [['seed: 1', 'seed: 2'], LONGER]],
  ['fewer values', [['[0.1, 0.3]', '[0.1]']]],
  ['other values', [['[0.1, 0.3]', '[0.1, 0.2]']]],
  ['another axis', [['parameters:', 'parameters:\n  momentum: [0.9]']]],
  ['another layer', [['dense: 2', 'dense: 3']]],
  ['a cap where there was none', [['seed: 1', 'run_cap: 2']]],
])('no extension makes a sweep one with %s', (_, changes) => {
  expect(missingExtension(toy(), toy(...changes))).toBeUndefined()
})

test('an extended sweep is that of its file as it was at each stage, and of no other', () => {
  const steps: Extension[] = [{ epochs: 9 }, { add: { learning_rate: [0.2] } }]
  const sweep = steps.reduce((spec, extension) => extendSpec(spec, extension, toyObjective), toy())
  for (const changes of [[], [LONGER], [LONGER, WIDER], [LONGER, ['[0.1, 0.3]', '[0.1, 0.2, 0.3]']]] as Changes[]) {
    expect(isStageOf(sweep, toy(...changes))).toBe(true)
  }
  for (const changes of [[WIDER], [['epochs: 3', 'epochs: 5']], [LONGER, ['seed: 1', 'seed: 2']]] as Changes[]) {
    expect(isStageOf(sweep, toy(...changes))).toBe(false)
  }
})

test('a sweep that was never extended is that of its file alone, values in their order', () => {
  expect(isStageOf(toy(), toy())).toBe(true)
  expect(isStageOf(toy(), toy(['[0.1, 0.3]', '[0.3, 0.1]']))).toBe(false)
})
