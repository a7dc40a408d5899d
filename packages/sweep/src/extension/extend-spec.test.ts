import { describe, expect, test } from 'vitest'
import type { SweepSpec } from '../spec.ts'
import { lastStage, specAt } from '../stages.ts'
import { parseSweep } from '../sweep-file/parse-sweep.ts'
import { toyObjective } from '../testing/toy-objective.ts'
import { toySweepWith } from '../testing/toy-sweep.ts'
import type { Trial } from '../trial.ts'
import { sweepTrials } from '../trials.ts'
import { type Extension, extendSpec } from './extend-spec.ts'

function toy(...changes: [string, string][]): SweepSpec {
  return parseSweep(toySweepWith(...changes), toyObjective).spec
}

function trialsOf(spec: SweepSpec): Trial[] {
  const { count, trial } = sweepTrials(spec, toyObjective)
  return Array.from({ length: count }, (_, number) => trial(number))
}

function extended(spec: SweepSpec, ...extensions: Extension[]): SweepSpec {
  return extensions.reduce((before, extension) => extendSpec(before, extension, toyObjective), spec)
}

/** What a trial is, whatever its number: no two of a sweep are alike. */
function identities(trials: readonly Trial[]): string[] {
  return trials.map(({ params, seed }) => JSON.stringify([params, seed])).toSorted()
}

const RANDOM: [string, string][] = [
  ['method: grid', 'method: random\nrun_cap: 6'],
  ['{ values: [0.1, 0.3] }', '{ distribution: log_uniform_values, min: 0.01, max: 1 }'],
]

describe('an extended sweep', () => {
  test.each<[string, SweepSpec, Extension[], SweepSpec]>([
    ['more replicates', toy(), [{ replicates: 3 }], toy(['seed: 1', 'seed: 1\nreplicates: 3'])],
    [
      'more values',
      toy(),
      [{ add: { learning_rate: [0.2, 0.5], hidden: [4] } }],
      toy(['[0.1, 0.3]', '[0.1, 0.3, 0.2, 0.5]'], ['[8, 16]', '[8, 16, 4]']),
    ],
    [
      'values, then replicates, then values',
      toy(),
      [{ add: { hidden: [4] } }, { replicates: 2 }, { add: { learning_rate: [0.5] } }],
      toy(['[0.1, 0.3]', '[0.1, 0.3, 0.5]'], ['[8, 16]', '[8, 16, 4]'], ['seed: 1', 'seed: 1\nreplicates: 2']),
    ],
    ['more random trials', toy(...RANDOM), [{ trials: 20 }], toy(...RANDOM, ['run_cap: 6', 'run_cap: 20'])],
    [
      'more replicates of random trials, whose cap grows with them',
      toy(...RANDOM),
      [{ replicates: 2 }],
      toy(...RANDOM, ['run_cap: 6', 'run_cap: 12\nreplicates: 2']),
    ],
    ['more of a grid that was cut', toy(['seed: 1', 'run_cap: 2']), [{ trials: 4 }], toy(['seed: 1', 'run_cap: 4'])],
  ])(
    'with %s has its old trials under their numbers, and then those that a new sweep has too',
    (_, spec, steps, fresh) => {
      const [before, after] = [trialsOf(spec), trialsOf(extended(spec, ...steps))]
      expect(after.slice(0, before.length)).toEqual(before)
      expect(after.map(({ number }) => number)).toEqual(after.map((_trial, index) => index))
      expect(identities(after)).toEqual(identities(trialsOf(fresh)))
      expect(new Set(identities(after)).size).toBe(after.length)
    },
  )

  test('with more epochs has the same trials', () => {
    expect(trialsOf(extended(toy(), { epochs: 9 }))).toEqual(trialsOf(toy()))
    expect(extended(toy(), { epochs: 9 }).objective.training['epochs']).toBe(9)
  })

  test('knows each of its stages, and trials say under which they began', () => {
    const spec = extended(toy(), { epochs: 9 }, { replicates: 2 }, { epochs: 12 })
    expect([0, 1, 2, 3].map((stage) => specAt(spec, stage))).toEqual([
      toy(),
      toy(['epochs: 3', 'epochs: 9']),
      toy(['epochs: 3', 'epochs: 9'], ['seed: 1', 'seed: 1\nreplicates: 2']),
      toy(['epochs: 3', 'epochs: 12'], ['seed: 1', 'seed: 1\nreplicates: 2']),
    ])
    expect(trialsOf(spec).map(({ stage = 0 }) => stage)).toEqual([0, 0, 0, 0, 2, 2, 2, 2])
    expect(lastStage(JSON.parse(JSON.stringify(spec)))).toBe(3)
  })

  test('is the same where it has all of that already', () => {
    const spec = extended(toy(), { epochs: 9, replicates: 2, add: { hidden: [4] } })
    expect(extended(spec, { epochs: 9 })).toBe(spec)
    expect(extended(spec, { replicates: 2, add: { hidden: [8, 4] } })).toBe(spec)
    expect(extended(spec, {})).toBe(spec)
  })

  test('of random draws comes to every point of wider axes', () => {
    const spec = toy(['method: grid', 'method: random\nrun_cap: 3'])
    const after = trialsOf(extended(spec, { add: { hidden: [4, 2] }, trials: 8 }))
    expect(after.slice(0, 3)).toEqual(trialsOf(spec))
    expect(identities(after)).toEqual(identities(trialsOf(toy(['[8, 16]', '[8, 16, 4, 2]']))))
  })

  test('of an axis that counts its values lists them', () => {
    const spec = toy(['{ values: [8, 16] }', '{ min: 1, max: 3 }'])
    expect(extended(spec, { add: { hidden: [9, 2] } }).parameters[1]?.distribution).toEqual({
      kind: 'categorical',
      values: [1, 2, 3, 9],
    })
  })
})

describe('an extension is refused', () => {
  test.each<[string, [string, string][], Extension, string, RegExp]>([
    ['by fewer epochs', [], { epochs: 2 }, 'EXTEND_EPOCHS', /has 3 epochs, which is more than 2\. .* 3 or more/],
    ['by fewer replicates', [['seed: 1', 'replicates: 3']], { replicates: 2 }, 'EXTEND_REPLICATES', /has 3 replicates/],
    ['by fewer trials', [['seed: 1', 'run_cap: 3']], { trials: 2 }, 'EXTEND_TRIALS', /has 3 trials/],
    [
      'of epochs that are an axis',
      [
        ['hidden: ', 'epochs: '],
        ['$hidden', '8'],
        [', epochs: 3', ''],
      ],
      { epochs: 9 },
      'EXTEND_EPOCHS',
      /--add epochs=20/,
    ],
    ['by trials of a whole grid', [], { trials: 9 }, 'EXTEND_TRIALS', /grid without run_cap.*--add/],
    [
      'by an axis that is not there',
      [],
      { add: { hiden: [3] } },
      'EXTEND_AXIS',
      /no axis hiden.*Did you mean "hidden"/,
    ],
    ['by a value of a range', RANDOM, { add: { learning_rate: [3] } }, 'EXTEND_AXIS', /all of 0\.01 to 1/],
    ['by a value that is out of range', [], { add: { learning_rate: [-1] } }, 'EXTEND_VALUE', /learning_rate.*-1/s],
    [
      'by a value of another kind',
      [],
      { add: { hidden: ['many'] } },
      'EXTEND_VALUE',
      /dense is "many"; it needs a number/,
    ],
    [
      'where the cap leaves no room',
      [['seed: 1', 'run_cap: 4']],
      { add: { hidden: [4] } },
      'EXTEND_NOTHING',
      /4 trials, and run_cap 4.*--trials 8/,
    ],
    [
      'by a value whose defaults are others',
      [
        ['hidden: { values: [8, 16] }', 'optimizer: { values: [sgd] }'],
        ['$hidden', '8'],
        ['optimizer: nesterov, ', ''],
      ],
      { add: { optimizer: ['nesterov'] } },
      'EXTEND_VALUE',
      /optimizer "nesterov" cannot be added: training\.momentum is 0, /,
    ],
  ])('%s', (_, changes, extension, code, message) => {
    const refusal = expect.objectContaining({ code, message: expect.stringMatching(message) })
    expect(() => extended(toy(...changes), extension)).toThrow(refusal)
  })
})
