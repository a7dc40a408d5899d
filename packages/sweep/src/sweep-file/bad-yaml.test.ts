import { describe, expect, test } from 'vitest'
import { refusal } from '../testing/refusal.ts'

describe('YAML', () => {
  test.each([
    ['', '1:1: A sweep file is a mapping. Begin with "name: my-sweep".'],
    ['- 1', '1:1: A sweep file is a mapping. Begin with "name: my-sweep".'],
    ['name: a\nname: b', '2:1: The key name stands here twice. Remove one of them.'],
    ['a: 1\n---\nb: 2', '2:1: A second document begins here, and a sweep file is one. Remove the rest.'],
    ['\tname: a', '1:1: This is not YAML 1.2: Tabs are not allowed as indentation. Correct it here.'],
    [
      'a: !!js/function x',
      '1:4: This is not YAML 1.2: Unresolved tag: tag:yaml.org,2002:js/function. Correct it here.',
    ],
    ['a: .inf', '1:4: Infinity is no number to compute with. Use a finite one.'],
    ['a: *b', '1:4: *b has no anchor before it. Write &b at one.'],
    ['a: &a [*a]', '1:8: This is nested deeper than 32 levels.'],
    ['a:\n  __proto__: { x: 1 }', '2:14: A key may not be __proto__. Use another name.'],
    ['constructor: 1', '1:14: A key may not be constructor. Use another name.'],
    [
      'a: '.concat('['.repeat(100_000)),
      expect.stringMatching(/^1:\d+: This is nested too deeply to be read. Use fewer levels.$/),
    ],
  ])('%.40s', (text, message) => {
    expect(refusal(text).message).toEqual(message)
  })

  test('that is far too long is not read at all', () => {
    expect(refusal(`name: ${'x'.repeat(10_000_000)}`, 'big.yaml').message).toBe(
      'big.yaml:1:1: This has 10000006 characters, and a sweep file at most 262144 (256 KiB). Name the right file, or make it shorter.',
    )
  })

  test('that expands without bound is stopped', () => {
    const levels = Array.from({ length: 12 }, (_, k) => `a${k + 1}: &a${k + 1} [${Array(10).fill(`*a${k}`)}]`)
    expect(refusal(['a0: &a0 [1]', ...levels].join('\n')).message).toMatch(
      /^\d+:\d+: With its aliases the file expands to more than 100000 values\. Write out what is needed\.$/,
    )
  })
})
