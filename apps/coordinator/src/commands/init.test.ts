import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testCli } from '../testing/test-context.ts'

let folder: string
let cli: ReturnType<typeof testCli>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-init-'))
  cli = testCli({ store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const text = (file: string) => readFileSync(join(folder, file), 'utf8')

describe('init', () => {
  test('writes sweep.yaml, and says how to run it', async () => {
    const { code, out } = await cli.run('init')
    expect([code, out]).toEqual([0, 'Wrote sweep.yaml. Run it with:\n  hypersweep run sweep.yaml\n'])
    const schema = '# yaml-language-server: $schema=file:///opt/hypersweep/sweep.schema.json\n'
    expect(text('sweep.yaml').startsWith(schema)).toBe(true)
    expect((await cli.run('check sweep.yaml')).code).toBe(0)
  })

  test('names the schema of the project that the file is in, where the project has the program', async () => {
    mkdirSync(join(folder, 'node_modules/hypersweep'), { recursive: true })
    mkdirSync(join(folder, 'sweeps'))
    writeFileSync(join(folder, 'node_modules/hypersweep/sweep.schema.json'), '{}')
    await cli.run('init sweeps/first.yaml')
    const [first] = text('sweeps/first.yaml').split('\n')
    expect(first).toBe('# yaml-language-server: $schema=../node_modules/hypersweep/sweep.schema.json')
  })

  test('writes over nothing that is there, unless it is told to', async () => {
    writeFileSync(join(folder, 'sweep.yaml'), 'mine')
    const { code, err } = await cli.run('init')
    expect([code, err]).toEqual([2, expect.stringContaining('sweep.yaml is there already. Give another name, or')])
    expect(text('sweep.yaml')).toBe('mine')
    expect((await cli.run('init --force')).code).toBe(0)
    expect(text('sweep.yaml')).toContain('name: digits')
  })

  test('writes the data of a template beside it, and neither of the two where other data is there', async () => {
    mkdirSync(join(folder, 'other'))
    writeFileSync(join(folder, 'other/iris.csv'), 'mine')
    const refused = await cli.run('init other/flowers.yaml --template csv')
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('other/iris.csv is there already.') })
    expect(existsSync(join(folder, 'other/flowers.yaml'))).toBe(false)
    expect((await cli.run('init flowers.yaml --template csv')).out).toContain('Wrote flowers.yaml and iris.csv.')
    expect(text('iris.csv').trim().split('\n')).toHaveLength(151)
    expect((await cli.run('init more.yaml --template csv')).code).toBe(0)
  })

  test('names the command that fetches what is missing, with the folder where the file looks for it', async () => {
    const { out } = await cli.run('init -t mnist')
    expect(out).toContain('  hypersweep data fetch mnist\n  hypersweep run sweep.yaml\n')
    mkdirSync(join(folder, 'a b'))
    const elsewhere = await cli.run('init -t mnist', 'a b/m.yaml')
    expect(elsewhere.out).toContain(
      "  hypersweep data fetch mnist --path 'a b/data/mnist'\n  hypersweep run 'a b/m.yaml'\n",
    )
    mkdirSync(join(folder, 'data/mnist'), { recursive: true })
    expect((await cli.run('init again.yaml -t mnist')).out).not.toContain('fetch')
  })

  test.each([
    ['-t resnet', 'Allowed choices are digits, spiral, csv'],
    ['no/where.yaml', 'no/where.yaml cannot be written'],
  ])('refuses %s', async (words, message) => {
    expect(await cli.run(`init ${words}`)).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })
})
