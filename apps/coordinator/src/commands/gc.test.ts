import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileCheckpointStore, memoryTrialQueue, sqliteSweepStore } from '@hypersweep/adapters'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let template: string
let folder: string
/** A sweep that has ended, once for all tests: each has a copy. */
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'hypersweep-gc-'))
  writeFileSync(join(template, 'arms.yaml'), `${ARMS}checkpoints: { top_k: 4 }\n`)
  await using world = open(template)
  const { code, err } = await world.run('run arms.yaml')
  if (code !== 0) throw new Error(err)
})
afterAll(() => rmSync(template, { recursive: true, force: true }))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-gc-'))
  cpSync(template, folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function open(where: string, confirm?: (question: string) => Promise<boolean>) {
  const store = sqliteSweepStore({ path: join(where, 'sweeps.sqlite') })
  const checkpoints = fileCheckpointStore({ dir: join(where, 'checkpoints') })
  const cli = testCli({ store, checkpoints, queue: memoryTrialQueue, ...(confirm && { confirm }) }, where)
  return { ...cli, store, checkpoints, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
}

const checkpointsDir = () => join(folder, 'checkpoints')
const files = () =>
  readdirSync(checkpointsDir(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
/** No process of this system has so great a number. */
const DEAD_PID = 2 ** 30

/** The sweep with a file of each kind that may go, beside what has to stay. */
async function littered(confirm?: (question: string) => Promise<boolean>) {
  const world = open(folder, confirm)
  const tidy = files()
  const [sweep] = await world.store.sweeps()
  const { out } = await world.run('leaderboard arms -f json')
  const ranked: { number: number }[] = JSON.parse(out).rows
  const dirOf = (rank: number) => join(checkpointsDir(), `${sweep!.id}-${ranked[rank]!.number}`)
  const last = readdirSync(dirOf(0))
    .filter((name) => /^\d/.test(name))
    .sort()
    .at(-1)!
  cpSync(join(dirOf(0), last), join(dirOf(5), last))
  writeFileSync(join(dirOf(0), '000000-000001.safetensors'), 'superseded')
  writeFileSync(join(dirOf(0), '000001-000000.safetensors.corrupt'), 'torn')
  writeFileSync(join(dirOf(0), `x.0123456789ab.${DEAD_PID}.${crypto.randomUUID()}.writing`), 'live elsewhere')
  const dead = join(dirOf(0), `y.0123456789ab.${DEAD_PID}.${crypto.randomUUID()}.writing`)
  writeFileSync(dead, 'dead')
  utimesSync(dead, 0, 0)
  writeFileSync(join(dirOf(0), 'notes.txt'), 'mine')
  return { ...world, id: sweep!.id, tidy }
}

test('gc says what may go and why, frees it once a person has said yes, and nothing else', async () => {
  const answers = [false, true]
  const asked: string[] = []
  await using world = await littered(async (question) => {
    asked.push(question)
    return answers.shift()!
  })
  const before = files()
  const told = await world.run('gc --dry-run')
  expect(told.out.replaceAll(/ +/g, ' ').split('\n').slice(1, -1)).toEqual([
    expect.stringMatching(/^arms given up 1 \d\.\d KiB$/),
    'arms superseded 1 10 B',
    'arms set aside 1 4 B',
    'arms abandoned 1 4 B',
  ])
  expect(told).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^4 files, \d\.\d KiB may go; nothing is freed\.\n$/),
  })
  expect(await world.run('gc')).toMatchObject({ code: 1, err: 'hypersweep: Nothing is deleted.\n' })
  expect(files()).toEqual(before)
  expect(await world.run('gc arms')).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^4 files, \d\.\d KiB freed\.\n$/),
  })
  expect(asked).toEqual([asked[1], expect.stringMatching(/^Free 4 files, \d\.\d KiB\?$/)])
  const left = files().filter((path) => !world.tidy.includes(path))
  expect(left.map((path) => basename(path).replace(/\..*\./, '…'))).toEqual(['notes.txt', 'x…writing'])
  expect(world.tidy.filter((path) => !files().includes(path))).toEqual([])
  expect((await world.run('ensemble arms')).code).toBe(0)
  expect(await world.run('gc')).toEqual({ code: 0, out: '', err: 'There is nothing to free.\n' })
})

test('without a terminal gc frees nothing that it was not told to', async () => {
  await using world = await littered()
  const before = files()
  expect(await world.run('gc')).toMatchObject({ code: 2, err: expect.stringContaining('Say --yes') })
  expect(files()).toEqual(before)
  const { out } = await world.run('gc --yes -f json')
  expect(JSON.parse(out).freed.files).toBe(4)
})

test('a sweep that a run works on is left out, and refused where it is named', async () => {
  await using world = await littered()
  const before = files()
  world.locked.add(world.id)
  expect(await world.run('gc --yes')).toEqual({
    code: 0,
    out: '',
    err: 'arms is left out: a run works on it.\nThere is nothing to free.\n',
  })
  expect(await world.run('gc arms --yes')).toMatchObject({
    code: 2,
    err: expect.stringContaining('arms is left alone: a run'),
  })
  expect(files()).toEqual(before)
})

test('a sweep that another process reads is left out', async () => {
  await using world = await littered()
  const before = files()
  {
    await using _pin = await world.checkpoints.pin(world.id)
    expect((await world.run('gc --yes')).err).toContain('arms is left out: another process reads it.')
    expect(files().filter((name) => !name.endsWith('.pin'))).toEqual(before)
  }
  expect((await world.run('gc --yes')).err).toMatch(/^4 files/)
})

test('what comes into use while a person thinks stays', async () => {
  await using world = await littered(async () => {
    world.locked.add(world.id)
    return true
  })
  const before = files()
  expect((await world.run('gc')).err).toBe('0 files, 0 B freed. 4 files came into use meanwhile, and stay.\n')
  expect(files()).toEqual(before)
})

test('checkpoints of a sweep that no store knows go when that is asked for and they are an hour old', async () => {
  await using world = await littered()
  await world.run('gc --yes')
  const { store, id } = world
  await store.setControl(id, 'cancel')
  await store.removeSweep(id)
  mkdirSync(join(checkpointsDir(), 'mine'))
  const before = files()
  expect(await world.run('gc')).toMatchObject({
    code: 0,
    err: expect.stringMatching(
      RegExp(`^\\d+ files, .* of a sweep ${id} .* are left: they were written to within the hour`),
    ),
  })
  for (const path of before) utimesSync(path, 0, 0)
  expect((await world.run('gc')).err).toContain('that no store here knows are left: --unknown frees them.')
  expect(files()).toEqual(before)
  expect((await world.run('gc --unknown --yes')).err).toMatch(/^\d+ files, .* freed\.\n$/)
  expect(readdirSync(checkpointsDir()).filter((name) => name.startsWith(id))).toEqual([])
  expect(readdirSync(checkpointsDir())).toContain('mine')
})
