import { expect, test } from 'vitest'
import { SweepError } from '../errors.ts'
import { parseSweep } from '../sweep-file/parse-sweep.ts'
import { toyObjective } from './toy-objective.ts'
import { toySweepWith } from './toy-sweep.ts'

/** What is said of a bad sweep file. */
export function refusal(text: string, file?: string): SweepError {
  try {
    parseSweep(text, toyObjective, { file })
  } catch (error) {
    if (error instanceof SweepError) return error
    throw error
  }
  throw new Error('the file was accepted')
}

/** A test each: all that is said of the toy sweep when one text in it is replaced. */
export function testChanges(changes: readonly [text: string, replacement: string, ...messages: string[]][]): void {
  test.each(changes)('%s -> %s', (text, replacement, ...messages) => {
    expect(refusal(toySweepWith([text, replacement])).message.split('\n')).toEqual(messages)
  })
}
