import { expect, test } from 'vitest'
import { checkDurability } from './volatile-redis.ts'

const problems = [{ problem: 'appendonly is no', fix: 'set appendonly yes' }]
const url = 'redis://here'

test('a Redis without problems is used in silence', () => {
  const said: string[] = []
  checkDurability({ problems: [], url, isAllowed: false, log: (line) => said.push(line) })
  expect(said).toEqual([])
})

test('a Redis that may lose results is refused with what to do', () => {
  const check = () => checkDurability({ problems, url, isAllowed: false, log: () => undefined })
  expect(check).toThrow(
    'The Redis at redis://here may lose results:\n  appendonly is no; set appendonly yes\n Mend that, or use it as it is with --allow-volatile.',
  )
})

test('it is used where that is allowed, and what may be lost is said', () => {
  const said: string[] = []
  checkDurability({ problems, url, isAllowed: true, log: (line) => said.push(line) })
  expect(said).toEqual(['the Redis at redis://here may lose results: appendonly is no'])
})
