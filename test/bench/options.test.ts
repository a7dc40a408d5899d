import { describe, expect, test } from 'vitest'
import { peersOptions } from './options.ts'
import { WORKS } from './works.ts'

const names = (args: string[]) => peersOptions(args).works.map((work) => work.name)

describe('peersOptions', () => {
  test('without options is all works against all peers', () => {
    expect(peersOptions([])).toEqual({
      works: WORKS,
      peers: ['torch', 'sklearn', 'tfjs'],
      rounds: 5,
      seconds: 1,
      format: 'table',
      help: false,
    })
  })

  test('takes works by name, in the order given, repeated or with commas', () => {
    expect(names(['--work', 'cnn-momentum,points-adam', '--work', 'mlp-128-momentum'])).toEqual([
      'cnn-momentum',
      'points-adam',
      'mlp-128-momentum',
    ])
  })

  test('takes no peer at all', () => {
    expect(peersOptions(['--peers', 'none']).peers).toEqual([])
  })

  test('takes what pnpm hands on behind two dashes', () => {
    expect(peersOptions(['--', '--rounds', '3', '--seconds', '0.5', '-f', 'json'])).toMatchObject({
      rounds: 3,
      seconds: 0.5,
      format: 'json',
    })
  })

  test.for([
    [['--work', 'mlp'], "There is no 'mlp'. Use one of: mlp-128-momentum"],
    [['--peers', 'jax'], "There is no 'jax'. Use one of: torch, sklearn, tfjs."],
    [['--rounds', '0'], '--rounds is 0. Use a number over 0.'],
    [['--rounds', '1.5'], '--rounds is 1.5. Use a whole number.'],
    [['--seconds', 'long'], '--seconds is long. Use a number over 0.'],
    [['-f', 'xml'], "There is no 'xml'. Use one of: table, json."],
  ] as const)('refuses %s', ([args, message]) => {
    expect(() => peersOptions(args)).toThrow(message)
  })
})

test('every work has a name of its own', () => {
  expect(new Set(WORKS.map((work) => work.name)).size).toBe(WORKS.length)
})
