import { expect, test } from 'vitest'
import { dataPath } from './data-path.ts'

test.each([
  ['data/mnist', '/srv/sweeps/data/mnist'],
  ['./iris.csv', '/srv/sweeps/iris.csv'],
  ['data/../iris.csv', '/srv/sweeps/iris.csv'],
  ['..data', '/srv/sweeps/..data'],
  ['.', '/srv/sweeps'],
])('%s lies below the root, at %s', (path, place) => {
  expect(dataPath('/srv/sweeps', path)).toBe(place)
})

test.each(['..', '../sweeps2/iris.csv', 'data/../../x', '/srv/sweeps/iris.csv', '/etc/passwd', '', 'a\0b'])(
  "'%s' is refused, and the message names path and root",
  (path) => {
    const look = () => dataPath('/srv/sweeps', path)
    expect(look).toThrow(expect.objectContaining({ code: 'DATA_PATH' }))
    expect(look).toThrow(`'${path}'`)
    expect(look).toThrow('/srv/sweeps')
  },
)

test('the root of the file system is a root too', () => {
  expect(dataPath('/', 'data')).toBe('/data')
})
