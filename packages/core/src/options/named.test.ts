import { expect, test } from 'vitest'
import { named } from './named.ts'

const definitions = [{ name: 'sgd' }, { name: 'adam' }]

test('a definition is found by its name', () => {
  expect(named('optimizer', definitions, 'adam')).toBe(definitions[1])
})

test.each(['adamax', 'Adam', '', '__proto__'])('asked for "%s", it names those that there are', (name) => {
  const message = `There is no optimizer ${name}. Use one of sgd, adam.`
  expect(() => named('optimizer', definitions, name)).toThrow(expect.objectContaining({ code: 'NAME', message }))
})
