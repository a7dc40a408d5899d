import { expect, test } from 'vitest'
import { checked } from './checked.ts'
import { dataSection } from './data-section.ts'

const read = (data: object) => checked('data', dataSection, data)

test.each([
  [
    'csv at a URL',
    { source: 'csv', url: 'https://data.test/some/a.csv?v=1', label: 0, ignore: ['b', 'a', 'b'] },
    {
      source: 'csv',
      path: 'a.csv',
      url: 'https://data.test/some/a.csv?v=1',
      label: 0,
      ignore: ['a', 'b'],
      scale: 'standardize',
      validation: 0.2,
      test: 0.2,
      seed: 0,
    },
  ],
  [
    'idx at a URL',
    { source: 'idx', url: 'https://Data.test/some/images' },
    { source: 'idx', path: 'images', url: 'https://data.test/some/images/', validation: 0.1, seed: 0 },
  ],
  [
    'mnist at a URL',
    { source: 'mnist', url: 'https://data.test/' },
    { source: 'mnist', path: 'data/mnist', url: 'https://data.test/', validation: 5000, seed: 0 },
  ],
])('%s lies below the last name of that, unless told otherwise', (_, data, expected) => {
  expect(read(data)).toEqual(expected)
  expect(read(expected)).toEqual(expected)
})

test.each([
  ['http://data.test/a.csv', 'https'],
  ['file:///etc/passwd', 'https'],
  ['https://user:secret@data.test/a.csv', 'without a user or a password'],
  ['https://data.test/#a', 'https'],
  ['data.test/a.csv', 'https'],
  [`https://data.test/${'a'.repeat(2000)}`, '2000'],
])('data is fetched by https from a plain address: not from %s', (url, why) => {
  const data = { source: 'csv', url, label: 'kind' }
  expect(() => read(data)).toThrow(why)
})

test.each(['csv', 'idx'])('%s data without a path or a URL lies nowhere', (source) => {
  expect(() => read({ source, label: 'kind' })).toThrow('a path is needed where there is no url')
})

test('generated data has no URL', () => {
  expect(() => read({ source: 'moons', url: 'https://data.test/' })).toThrow('this version has no url')
})
