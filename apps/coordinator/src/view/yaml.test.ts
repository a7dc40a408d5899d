import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { yaml } from './yaml.ts'

const awkward = {
  numbers: [0, -0, 1, -3, 0.1, 1e-7, -2.5e-300, 1e21, 123456789012345680000, 5e-324, Number.MAX_SAFE_INTEGER],
  texts: [
    'yes',
    'off',
    'null',
    '~',
    '1e-7',
    '1_000',
    '12:30',
    '0x10',
    '',
    ' a ',
    'a: b',
    '#c',
    '"',
    "'",
    'é',
    'a\nb',
    '!x',
  ],
  'a key: with # odd things': { true: false, none: null, empty: [], nothing: {} },
  long: 'x '.repeat(200),
}

test.each([
  ['1.2', 'core'],
  ['1.1', 'yaml-1.1'],
] as const)('what is written comes back with every bit from a reader of YAML %s', (version, schema) => {
  expect(parse(yaml(awkward), { version, schema })).toEqual(awkward)
})

test('data that is there twice is written twice', () => {
  const params = { lr: 0.1 }
  expect(yaml([params, params])).toBe('- lr: 0.1\n- lr: 0.1\n')
})

const hasPython = (() => {
  try {
    execFileSync('python3', ['-c', 'import yaml'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

test.skipIf(!hasPython)('PyYAML reads the same', () => {
  const script = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))'
  const read = execFileSync('python3', ['-c', script], { input: yaml(awkward), encoding: 'utf8' })
  expect(JSON.parse(read)).toEqual(awkward)
})
