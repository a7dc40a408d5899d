import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileCheckpointStore } from '@hypersweep/adapters'
import { trialId } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, succeed, temporaryFolder } from '../e2e/cli.ts'
import { SMALL_FILE } from './small-file.ts'

const folder = temporaryFolder()
const cwd = join(folder.path, 'work')
beforeAll(async () => {
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'small.yaml'), SMALL_FILE)
  await succeed(['run', 'small.yaml'], { cwd })
  await succeed(['ensemble', 'small', '-o', 'saved'], { cwd })
  await succeed(['export', 'small', '-o', 'small.json'], { cwd })
})
afterAll(() => folder[Symbol.dispose]())

/** One clear message, exit 2, no stack, nothing that steers a terminal, nothing written beside the work. */
async function refused(...words: readonly string[]): Promise<string> {
  const before = readdirSync(cwd).toSorted()
  const { code, stderr } = await run(words, { cwd })
  expect({ code, stderr }).toMatchObject({ code: 2 })
  expect(stderr.trim().split('\n').slice(6)).toEqual([])
  expect(stderr).not.toMatch(/^\s+at |fault of hypersweep/m)
  expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  expect(stderr.length).toBeLessThan(3000)
  expect(readdirSync(cwd).toSorted()).toEqual(before)
  expect(readdirSync(folder.path)).toEqual(['work'])
  return stderr
}

const put = (name: string, content: string | Uint8Array) => writeFileSync(join(cwd, name), content)

describe('a hostile file of rows', () => {
  const idx = (...sizes: number[]) => {
    const bytes = Buffer.alloc(4 + 4 * sizes.length)
    bytes.set([0, 0, 8, sizes.length])
    for (const [index, size] of sizes.entries()) bytes.writeUInt32BE(size, 4 + 4 * index)
    return bytes
  }
  test.each<[string, () => string | Uint8Array]>([
    ['a gzip bomb of three gigabytes', () => Buffer.concat(Array(3).fill(gzipSync(Buffer.alloc(2 ** 30))))],
    ['a CSV of a million columns', () => `${Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(',')}\n`],
    ['a CSV with escapes in its header', () => 'a\u001b[2J,b\u001b]0;pwned\u0007,c\n1,2,3\n'],
    ['a CSV with a column named __proto__', () => '__proto__,constructor,prototype\n1,2,3\n'],
    ['a CSV with NUL in it', () => 'a,b\n1,\u00002\n'],
    ['an IDX file of 2⁹⁶ bytes', () => idx(0xffffffff, 0xffffffff, 0xffffffff)],
    ['an IDX file of 255 dimensions', () => idx(...Array(255).fill(2))],
    [
      'an NPY file of 10⁴⁰ rows',
      () =>
        Buffer.from(
          `\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, 'shape': (${'9'.repeat(40)},)}`.padEnd(
            128,
          ),
          'latin1',
        ),
    ],
    ['a pickle', () => Buffer.from('\x80\x04\x95cposix\nsystem\n(S"touch ran"\ntR.', 'latin1')],
  ])('that is %s predicts nothing', async (what, content) => {
    const name = what.replaceAll(/\W+/g, '-')
    put(name, content())
    expect(await refused('predict', 'saved', name)).toMatch(/^hypersweep: /)
  })
})

describe('a hostile ensemble', () => {
  const manifest = () => JSON.parse(readFileSync(join(cwd, 'saved/manifest.json'), 'utf8'))
  const made = (name: string, text: string) => {
    mkdirSync(join(cwd, name), { recursive: true })
    put(join(name, 'manifest.json'), text)
  }
  test.each<[string, (member: Record<string, unknown>) => unknown]>([
    ['a member above its folder', (member) => ({ ...member, file: '../saved/manifest.json' })],
    ['a member of the root', (member) => ({ ...member, file: '/etc/passwd' })],
    ['a member in a folder', (member) => ({ ...member, file: 'a/b' })],
    ['a hidden member', (member) => ({ ...member, file: '.hidden' })],
    ['a name with an escape', (member) => ({ ...member, file: 'a\u001b[2J' })],
    ['a million votes', (member) => ({ ...member, votes: 1_000_000 })],
    ['null for a member', () => null],
  ])('that has %s is refused', async (what, change) => {
    const name = what.replaceAll(/\W+/g, '-')
    const { members, ...rest } = manifest()
    made(name, JSON.stringify({ ...rest, members: [change(members[0])] }))
    put('rows.csv', 'a,b\n1,2\n')
    expect(await refused('predict', name, 'rows.csv')).toMatch(/no ensemble of this version/)
  })

  test('of a hundred thousand brackets is refused', async () => {
    made('deep', '['.repeat(100_000))
    expect(await refused('predict', 'deep', 'rows.csv')).toMatch(/^hypersweep: /)
  })

  test('whose member is a link to another file is refused, and shows nothing of it', async () => {
    const { members, ...rest } = manifest()
    const secret = 'secret-word\n'
    writeFileSync(join(cwd, 'secret.txt'), secret)
    const sha256 = createHash('sha256').update(secret).digest('hex')
    made('linked', JSON.stringify({ ...rest, members: [{ ...members[0], file: 'member', sha256 }] }))
    symlinkSync('../secret.txt', join(cwd, 'linked/member'))
    expect(await refused('predict', 'linked', 'rows.csv')).not.toContain('secret-word')
  })
})

describe('a hostile import', () => {
  const exported = () => readFileSync(join(cwd, 'small.json'), 'utf8')
  test.each<[string, () => string]>([
    ['a hundred thousand brackets', () => '['.repeat(100_000)],
    ['a deep param', () => exported().replace('"params":{', `"params":{"x":${'['.repeat(5000)}${']'.repeat(5000)},`)],
    ['__proto__ among its keys', () => exported().replace('"params":{', '"__proto__":{"polluted":1},"params":{')],
    ['constructor for a param', () => exported().replace('"params":{', '"params":{"constructor":{"prototype":1},')],
    ['a name that climbs', () => exported().replace('"name":"small"', '"name":"../../climbed"')],
    ['an id that climbs', () => exported().replace(/"id":"\w+"/, '"id":"../climbed"')],
    ['a score of 1e999', () => exported().replace(/"score":[\d.]+/, '"score":1e999')],
    ['NUL in its name', () => exported().replace('"name":"small"', '"name":"a\\u0000b"')],
    ['a message that steers', () => exported().replace('"format": "hyper', '"format": "\\u001b[2Jhyper')],
  ])('with %s is refused', async (what, text) => {
    const name = `${what.replaceAll(/\W+/g, '-')}.json`
    put(name, text())
    expect(await refused('import', name, '--dir', 'elsewhere')).toMatch(/^hypersweep: /)
  })

  test.each<[string, string]>([
    ['a param named __proto__', 'params___proto__,value\n1,2\n'],
    ['a metric that is 1e999', 'params_x,value\n1,1e999\n'],
  ])('of a CSV with %s pollutes nothing, and ranks nothing that is not finite', async (what, text) => {
    put('table.csv', text)
    const dir = what.replaceAll(/\W+/g, '-')
    const words = ['import', 'table.csv', '--metric', 'value', '--goal', 'maximize', '--name', 'table', '--dir', dir]
    const { code, stderr } = await run(words, { cwd })
    expect(stderr).not.toMatch(/^\s+at |fault of hypersweep/m)
    expect([0, 2]).toContain(code)
    const { stdout } = await run(['trials', 'table', '-f', 'json', '--dir', dir], { cwd })
    expect(stdout).not.toMatch(/Infinity|1e999|\[object/)
  })
})

test('an import that names the prototype of a param is the same sweep without it', async () => {
  const text = readFileSync(join(cwd, 'small.json'), 'utf8')
  put('named.json', text.replace('"params":{', '"params":{"__proto__":{"polluted":1},'))
  await succeed(['import', 'named.json', '--dir', 'named'], { cwd })
  const [here, there] = await Promise.all(
    [
      ['digest', 'small'],
      ['digest', 'small', '--dir', 'named'],
    ].map((words) => run(words, { cwd })),
  )
  expect(there!.stdout).toBe(here!.stdout)
  expect((await run(['trials', 'small', '-f', 'json', '--dir', 'named'], { cwd })).stdout).not.toContain('polluted')
})

describe('a sweep file', () => {
  test('with a key twice is refused', async () => {
    put('twice.yaml', `${SMALL_FILE}seed: 1\nseed: 2\n`)
    expect(await refused('run', 'twice.yaml', '--dir', 'none')).toMatch(/twice\.yaml:12:.*twice/)
  })

  test.each(['name: CON', 'name: a\u202eb', 'name: a\u200bb', 'name: ａｂ', 'name: ..', 'name: -rf'])(
    'with the %j is refused',
    async (name) => {
      put('named.yaml', SMALL_FILE.replace(/name: .*/, name))
      const { code, stderr } = await run(['run', 'named.yaml', '--dir', 'none'], { cwd })
      expect(code).toBe(2)
      expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u200b]/u)
    },
  )
})

describe('in a folder of checkpoints', () => {
  const trial = trialId('abcdefghij', 0)
  const ref = { epoch: 1, step: 0 }
  const bytes = Uint8Array.of(1, 2, 3)

  test('a link in the place of a trial is not written through', async () => {
    const dir = join(cwd, 'kept-1')
    const victim = join(cwd, 'victim-1')
    for (const made of [dir, victim]) mkdirSync(made)
    symlinkSync(victim, join(dir, trial))
    const store = fileCheckpointStore({ dir })
    await expect(store.save(trial, ref, bytes)).rejects.toMatchObject({ code: 'CHECKPOINT_FILE' })
    await expect(store.saveProbabilities(trial, bytes)).rejects.toThrow(/symbolic link/)
    expect(readdirSync(victim)).toEqual([])
    writeFileSync(join(victim, 'precious'), '')
    await store.removeTrial(trial)
    expect(readdirSync(victim)).toEqual(['precious'])
  })

  test('a link in the place of a checkpoint is not read through, and is replaced and not followed by the next save', async () => {
    const dir = join(cwd, 'kept-2')
    const store = fileCheckpointStore({ dir })
    await store.save(trial, ref, bytes)
    const [name] = readdirSync(join(dir, trial))
    const path = join(dir, trial, name!)
    const victim = join(cwd, 'victim-2')
    writeFileSync(victim, 'precious')
    await store.remove(trial, ref)
    symlinkSync(victim, path)
    expect(await store.load(trial, ref)).toEqual(new Uint8Array())
    await store.save(trial, ref, bytes)
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    expect([...(await store.load(trial, ref))!]).toEqual([...bytes])
  })

  test('a pipe in the place of a checkpoint holds nobody up', async () => {
    const dir = join(cwd, 'kept-3')
    const store = fileCheckpointStore({ dir })
    await store.save(trial, ref, bytes)
    const [name] = readdirSync(join(dir, trial))
    await store.remove(trial, ref)
    execFileSync('mkfifo', [join(dir, trial, name!)])
    expect(await store.load(trial, ref)).toEqual(new Uint8Array())
  })

  test('all that a run keeps is for its user alone', () => {
    const home = join(cwd, '.hypersweep')
    const kept = join(home, 'checkpoints')
    const places = [
      home,
      kept,
      ...readdirSync(kept, { recursive: true, encoding: 'utf8' }).map((name) => join(kept, name)),
    ]
    expect(places.length).toBeGreaterThan(4)
    expect(places.filter((place) => (statSync(place).mode & 0o077) !== 0)).toEqual([])
  })
})

test('a cell that a spreadsheet would take for a formula is exported as it is, and comes back as it was', async () => {
  const formula = '=cmd|"/c calc"!A1'
  put('formula.csv', `params_x,value\n"${formula.replaceAll('"', '""')}",1\n`)
  await succeed(['import', 'formula.csv', '--metric', 'value', '--goal', 'maximize', '--name', 'formula'], { cwd })
  const { stdout } = await run(['export', 'formula', '-f', 'csv'], { cwd })
  expect(stdout).toContain(`"${formula.replaceAll('"', '""')}"`)
})
