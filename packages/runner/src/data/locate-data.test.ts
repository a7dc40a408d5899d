import { describe, expect, test } from 'vitest'
import { locateData } from './locate-data.ts'

describe('a path is split into a folder of this machine and a place below any', () => {
  test.each([
    ['data/mnist', { root: '/home/x/sweeps/', path: 'data/mnist' }],
    ['./data/mnist/', { root: '/home/x/sweeps/', path: 'data/mnist' }],
    ['iris.csv', { root: '/home/x/sweeps/', path: 'iris.csv' }],
    ['../data/mnist', { root: '/home/x/', path: 'data/mnist' }],
    ['../../mnist', { root: '/home/', path: 'mnist' }],
    ['a/../../data/iris.csv', { root: '/home/x/', path: 'data/iris.csv' }],
    ['/srv/data/mnist', { root: '/srv/data/', path: 'mnist' }],
    ['.', { root: '/home/x/', path: 'sweeps' }],
    ['..', { root: '/home/', path: 'x' }],
  ])('%s, written in /home/x/sweeps', (path, place) => {
    expect(locateData('/home/x/sweeps', path)).toEqual(place)
  })
})
