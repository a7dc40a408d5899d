import { expect, test } from 'vitest'
import { trialRecord } from '../testing/trials.ts'
import { givenUp } from './given-up.ts'

const metric = { name: 'loss', goal: 'minimize', at: 'best' } as const
const complete = (number: number, loss: number) => trialRecord(number, { curve: [loss], end: 'complete' })
const numbersOf = (trials: ReturnType<typeof complete>[], topK: number) =>
  [...givenUp(trials, { metric, checkpoints: { every: 1, keep: 'best+last', topK } })].map((id) => Number(id.slice(4)))

test('all complete trials but the best are given up', () => {
  expect(numbersOf([complete(0, 0.3), complete(1, 0.1), complete(2, 0.2)], 1).sort()).toEqual([0, 2])
})

test('of equal ones the first is kept', () => {
  expect(numbersOf([complete(2, 0.1), complete(0, 0.1), complete(1, 0.1)], 1).sort()).toEqual([1, 2])
})

test('one that has failed, waits or runs is not given up, and takes no place of another', () => {
  const others = [trialRecord(3, { curve: [0.01] }), trialRecord(4), trialRecord(5, { curve: [0.02], end: 'diverged' })]
  expect(numbersOf([complete(0, 0.3), complete(1, 0.1), ...others], 2)).toEqual([])
  expect(numbersOf([complete(0, 0.3), complete(1, 0.1), ...others], 1)).toEqual([0])
})

test('where there are no more than may keep them, none is given up', () => {
  expect(numbersOf([complete(0, 0.3), complete(1, 0.1)], 2)).toEqual([])
})
