import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closest, editDistance, suggestion } from './did-you-mean.ts'

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['momentun', 'momentum', 1],
    ['ab', 'ba', 1],
    ['ca', 'abc', 3],
  ])('from "%s" to "%s" is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
  })

  test('is the same both ways, and 0 for equal texts only', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
      { numRuns: 200 },
    )
  })
})

describe('suggestion', () => {
  test('names what is one slip away, whatever the case', () => {
    expect(suggestion('Epoch', ['epochs', 'batch_size'])).toBe('Did you mean "epochs"?')
  })
  test('names what the word is the beginning of', () => {
    expect(suggestion('drop', ['dense', 'dropout'])).toBe('Did you mean "dropout"?')
  })
  test('lists what is known where nothing is close', () => {
    expect(suggestion('wings', ['dense', 'dropout'])).toBe('Known are: dense, dropout.')
    expect(suggestion('wings', [])).toBe('None is known.')
  })
  test('prefers the closest', () => {
    expect(closest('momentun', ['momentuns', 'momentum', 'moments'])).toBe('momentuns')
  })
})
