import { expect } from 'vitest'
import type { Process } from './process.ts'

const TROUBLE = /Redis at|queue:|will be tried again:|could not be/

/** What a process said of its Redis. */
export function troubles({ said }: Pick<Process, 'said'>): string[] {
  return said.filter((line) => TROUBLE.test(line))
}

const MOST = 50

/** However broken a Redis is, a log stays one that can be read: 50 lines of it at most. */
export function expectQuiet(process: Pick<Process, 'said'>): void {
  expect(troubles(process).slice(MOST)).toEqual([])
}
