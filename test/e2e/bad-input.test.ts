import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { run, temporaryFolder } from './cli.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const GOOD = `name: small
method: grid
parameters:
  learning_rate: { values: [0.01, 0.1] }
  momentum: { values: [0.5, 0.9] }
data: { source: spirals, rows: 90, classes: 3, noise: 0.1, validation: 15, test: 15 }
model:
  layers:
    - { dense: 4, activation: tanh }
    - { dense: 3 }
training: { optimizer: momentum, epochs: 1, batch_size: 16 }
`

interface BadFile {
  what: string
  text: string
  /** Each must stand in the message. */
  says: (string | RegExp)[]
}

const aliases = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`)

const BAD: BadFile[] = [
  {
    what: 'an unknown key',
    text: GOOD.replace('method: grid', 'method: grid\nmetod: grid'),
    says: ['bad.yaml:3:1', 'metod', 'method'],
  },
  { what: 'a wrong type', text: GOOD.replace('epochs: 1', 'epochs: many'), says: ['bad.yaml:11:', 'epochs', 'many'] },
  { what: 'an empty axis', text: GOOD.replace('[0.5, 0.9]', '[]'), says: ['bad.yaml:5:', 'momentum', 'values'] },
  {
    what: 'an axis without effect',
    text: GOOD.replace('optimizer: momentum', 'optimizer: adam'),
    says: ['bad.yaml:5:', 'momentum', 'adam'],
  },
  {
    what: 'an axis that nothing uses',
    text: GOOD.replace('  momentum:', '  hiden:'),
    says: ['bad.yaml:5:', 'hiden', '$hiden'],
  },
  {
    what: 'a bad value inside an axis',
    text: GOOD.replace('[0.01, 0.1]', '[0.01, -0.1]'),
    says: ['bad.yaml:4:', 'learning_rate', '-0.1'],
  },
  {
    what: 'missing data',
    text: GOOD.replace(/data: .*/, 'data: { source: mnist, path: nowhere, validation: 10 }').replace(
      'dense: 3',
      'dense: 10',
    ),
    says: ['bad.yaml:6:', 'nowhere', 'train-images-idx3-ubyte'],
  },
  { what: 'ten megabytes', text: `${GOOD}# ${'x'.repeat(10_000_000)}\n`, says: ['256 KiB'] },
  { what: 'an alias bomb', text: `a0: &a0 [x]\n${aliases.join('\n')}\n${GOOD}`, says: [/alias/i] },
  { what: '__proto__', text: `${GOOD}__proto__: { polluted: true }\n`, says: ['bad.yaml:12:1', '__proto__'] },
  { what: 'no YAML', text: `${GOOD}  }: [\n`, says: [/bad\.yaml:12:/] },
  {
    what: 'a method of a later version',
    text: GOOD.replace('method: grid', 'method: tpe'),
    says: ['bad.yaml:2:', 'tpe', 'random'],
  },
  {
    what: 'a last layer that does not fit the classes',
    text: GOOD.replace('dense: 3', 'dense: 4'),
    says: ['bad.yaml:10:', '3'],
  },
]

describe('a bad sweep file', () => {
  test.each(BAD)(
    'with $what gives one message with position and fix, exit 2, and starts nothing',
    async ({ what, text, says }) => {
      const cwd = join(folder.path, what.replaceAll(/\W/g, '-'))
      mkdirSync(cwd)
      writeFileSync(join(cwd, 'bad.yaml'), text)
      const { code, stdout, stderr } = await run(['run', 'bad.yaml'], { cwd })
      for (const part of says) expect(stderr).toMatch(part)
      expect(stderr).not.toMatch(/^\s+at .*\.ts/m)
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(6)
      expect(stdout).toBe('')
      expect(code).toBe(2)
      expect(existsSync(join(cwd, '.hypersweep'))).toBe(false)
    },
  )
})

describe('a Redis that is not there', () => {
  test.each([['run', 'good.yaml'], ['ls'], ['worker']])(
    'is a clear message from %s, exit 2, and no hang',
    async (...command) => {
      writeFileSync(join(folder.path, 'good.yaml'), GOOD)
      const redis = 'redis://user:secret-word@127.0.0.1:1'
      const { code, stderr } = await run([...command, '--redis', redis], { cwd: folder.path })
      expect(stderr).toContain('127.0.0.1:1')
      expect(stderr).not.toContain('secret-word')
      expect(stderr).not.toMatch(/^\s+at /m)
      expect(code).toBe(2)
    },
    20_000,
  )
})
