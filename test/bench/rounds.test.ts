import { describe, expect, test } from 'vitest'
import { warnings } from './rounds.ts'

describe('warnings', () => {
  test('has nothing to say of one thread with even rounds', () => {
    expect(warnings([100, 105, 98], 0.99)).toEqual([])
  })

  test('names more than one thread', () => {
    expect(warnings([100], 1.7)).toEqual(['it used 1.70 s of CPU a second: more than one thread'])
  })

  test('names a core that was taken away', () => {
    expect(warnings([100], 0.5)).toEqual(['it used 0.50 s of CPU a second: the machine was busy'])
  })

  test('names rounds that lie far apart', () => {
    expect(warnings([100, 140, 90], 1)).toEqual(['its rounds lie 50 % apart'])
  })
})
