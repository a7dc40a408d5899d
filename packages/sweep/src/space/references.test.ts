import { describe, expect, test } from 'vitest'
import { SweepError } from '../errors.ts'
import { referenceIn, references, resolveObjective } from './references.ts'

const objective = {
  data: { source: 'mnist', path: '$$HOME/mnist' },
  model: { layers: [{ dense: '$hidden', dropout: '$dropout' }, { dense: 10 }], note: 'costs 5$' },
  training: { optimizer: 'sgd', learning_rate: '$learning_rate', momentum: '$mom', epochs: 3 },
}

describe('resolveObjective', () => {
  test('writes the params for the references and one dollar for two', () => {
    expect(resolveObjective(objective, { hidden: 64, dropout: 0.5, learning_rate: 0.1, mom: 0.9 })).toEqual({
      data: { source: 'mnist', path: '$HOME/mnist' },
      model: { layers: [{ dense: 64, dropout: 0.5 }, { dense: 10 }], note: 'costs 5$' },
      training: { optimizer: 'sgd', learning_rate: 0.1, momentum: 0.9, epochs: 3 },
    })
  })

  test('leaves out an option of training whose param was left out', () => {
    const { training } = resolveObjective(objective, { hidden: 64, dropout: 0.5, learning_rate: 0.1 })
    expect(training).toEqual({ optimizer: 'sgd', learning_rate: 0.1, epochs: 3 })
  })

  test('does not read a param as a reference', () => {
    const { training } = resolveObjective({ data: {}, model: {}, training: { a: '$x' } }, { x: '$y' })
    expect(training).toEqual({ a: '$y' })
  })

  test('names a reference without a param, and the params', () => {
    expect(() => resolveObjective(objective, { hidden: 64 })).toThrow(
      new SweepError(
        'UNRESOLVED_REFERENCE',
        '$dropout stands in the objective, and the params are: hidden. Give the trial a param of that name, or write $$dropout for the text.',
      ),
    )
  })

  test('takes nothing from the prototype of the params', () => {
    expect(() => resolveObjective({ data: {}, model: { a: '$toString' }, training: {} }, {})).toThrow('$toString')
  })

  test('changes nothing that it was given', () => {
    const before = structuredClone(objective)
    resolveObjective(objective, { hidden: 64, dropout: 0.5 })
    expect(objective).toEqual(before)
  })
})

test('a reference is a whole scalar with one dollar', () => {
  const texts = ['$a', '$$a', 'a$b', ' $a', '$', 5, null]
  expect(texts.map(referenceIn)).toEqual(['a', undefined, undefined, undefined, '', undefined, undefined])
})

test('references are found with their places, in the order of the file', () => {
  expect(references(objective)).toEqual([
    { name: 'hidden', path: ['model', 'layers', 0, 'dense'] },
    { name: 'dropout', path: ['model', 'layers', 0, 'dropout'] },
    { name: 'learning_rate', path: ['training', 'learning_rate'] },
    { name: 'mom', path: ['training', 'momentum'] },
  ])
})
