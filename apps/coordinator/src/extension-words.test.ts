import { expect, test } from 'vitest'
import { extensionWords, readAdditions } from './extension-words.ts'

test('values are read as they stand in a sweep file', () => {
  expect(readAdditions(['lr=0.5, 1e-4,.5,-3', 'opt=adam,true, "a,b" ,"1"', 'lr=2'])).toEqual({
    lr: [0.5, 1e-4, 0.5, -3, 2],
    opt: ['adam', true, 'a,b', '1'],
  })
})

test.each(['lr', 'lr=', '=1', 'lr=1,', 'lr=,1', 'lr=1,,2', 'lr="a', 'lr="a"b', 'lr="\\q"', ''])(
  '"%s" is refused',
  (text) => {
    expect(() => readAdditions([text])).toThrow(expect.objectContaining({ code: 'EXTEND_ADD', exitCode: 2 }))
  },
)

test('the flags of an extension ask for just that one', () => {
  const texts = ['', '1', 'true', 'a,b', ' a', 'a ', '"', '\\', 'a"b', 'adam', '1e3', 'größe', '-', '.', '[1]', '\n']
  const numbers = [0, -1, 0.1 + 0.2, 1e-7, 5e-324, 1.7976931348623157e308, 1e21, -2.5e-9]
  const add = { texts, numbers, flags: [true, false], one: ['one'] }
  const words = extensionWords({ epochs: 3, replicates: 2, trials: 9, add })
  expect(words.slice(0, 6)).toEqual(['--epochs', '3', '--replicates', '2', '--trials', '9'])
  const rest = words.slice(6)
  expect(rest.filter((_, index) => index % 2 === 0)).toEqual(Array(4).fill('--add'))
  expect(readAdditions(rest.filter((_, index) => index % 2 === 1))).toEqual(add)
})
