import { describe, expect, test } from 'vitest'
import { toyObjective } from '../testing/toy-objective.ts'
import { toySweep, toySweepWith } from '../testing/toy-sweep.ts'
import { parseSweep } from './parse-sweep.ts'
import { specDifferences } from './spec-differences.ts'

const spec = parseSweep(toySweep, toyObjective).spec

function changed(...changes: [string, string][]): string[] {
  return specDifferences(spec, parseSweep(toySweepWith(...changes), toyObjective).spec)
}

describe('the differences of two specs', () => {
  test('are none for files that mean the same', () => {
    expect(
      changed(['grid', 'grid # all'], ['[0.1, 0.3]', '[1e-1, 0.30]'], ['seed: 1', 'seed: 1\nreplicates: 1']),
    ).toEqual([])
  })
  test('are named by the keys of the file', () => {
    expect(changed(['[8, 16]', '[8, 32]'], ['epochs: 3', 'epochs: 4'], ['dense: 2', 'dense: 3'])).toEqual([
      'parameters.hidden',
      'model.layers',
      'training.epochs',
    ])
  })
  test('hold what only one of the two has', () => {
    expect(changed(['seed: 1', 'seed: 2\nrun_cap: 3'])).toEqual(['seed', 'run_cap'])
  })
  test('hold the order of the axes, which a grid follows', () => {
    const { parameters } = spec
    expect(specDifferences(spec, { ...spec, parameters: parameters.toReversed() })).toEqual(['parameters'])
  })
  test('are the same for a spec that was stored as JSON', () => {
    expect(specDifferences(spec, JSON.parse(JSON.stringify(spec)))).toEqual([])
  })
})
