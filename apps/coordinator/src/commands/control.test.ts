import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import type { SweepStore, TrialId } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let folder: string
let undisturbed: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-control-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  const { run } = world()
  await run('run arms.yaml')
  undisturbed = (await run('digest arms')).out
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `onReport` is called at each epoch of a run, before the store answers. */
function world({ confirm }: Pick<Parameters<typeof testCli>[0], 'confirm'> = {}) {
  const stored = memorySweepStore()
  const checkpoints = memoryCheckpointStore()
  const hooks = { onReport: async () => {} }
  const store: SweepStore = {
    ...stored,
    async report(...args) {
      await hooks.onReport()
      return stored.report(...args)
    },
  }
  const cli = testCli({ store, checkpoints, queue: memoryTrialQueue, ...(confirm && { confirm }) }, folder)
  const json = async (line: string) => JSON.parse((await cli.run(`${line} -f json`)).out)
  /** Calls `what` at the first epoch of the next run, once. */
  const atFirstEpoch = (what: () => Promise<unknown>) => {
    hooks.onReport = async () => {
      hooks.onReport = async () => {}
      await what()
    }
  }
  const states = async () => (await json('lb arms -n 99 --sort number')).rows.map((row: { state: string }) => row.state)
  const ids = async () => (await stored.summaries((await stored.sweepNamed('arms'))!.id)).map(({ id }) => id)
  return { ...cli, json, store: stored, checkpoints, atFirstEpoch, states, ids }
}

describe('pause', () => {
  test('keeps a run from beginning further trials until resume, and the bits are those of an undisturbed one', async () => {
    const { run, atFirstEpoch, states } = world()
    const paused = Promise.withResolvers<string>()
    atFirstEpoch(async () => paused.resolve((await run('pause arms')).err))
    const outcome = run('run arms.yaml --threads 1')
    expect(await paused.promise).toMatch(/^arms is paused: 1 running trial goes on to the end, 5 wait\.\n/)
    const held = ['complete', ...Array(5).fill('waiting')]
    await vi.waitFor(async () => expect((await states()).toSorted()).toEqual(held), 20_000)
    // Longer than it takes the queue to hand out another one.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect((await states()).toSorted()).toEqual(held)
    expect((await run('resume arms')).err).toBe('arms is no longer paused; 5 trials left. Its run goes on.\n')
    const { code, err } = await outcome
    expect(code).toBe(0)
    expect(err).toContain('arms is paused. To take that back: hypersweep resume arms\n')
    expect(err).toContain('arms goes on.\n')
    expect((await run('digest arms')).out).toBe(undisturbed)
  })

  test('a paused sweep is shown as such, and `run` says what to type', async () => {
    const { run, json, interrupts, atFirstEpoch } = world()
    atFirstEpoch(async () => {
      await run('pause arms')
      for (const interrupt of interrupts) interrupt()
    })
    expect((await run('run arms.yaml --threads 1')).code).toBe(130)
    expect(await json('status arms')).toMatchObject({ control: 'pause', cancelled: 0, running: 0 })
    expect((await run('ls')).out).toContain('arms (paused)')
    const status = await run('status arms')
    expect(status).toMatchObject({ code: 0, err: 'To let its trials go on: hypersweep resume arms\n' })
    expect(status.out).toMatch(/^arms \(paused\) +no run/)
    expect(await run('run arms.yaml')).toMatchObject({
      code: 2,
      err: 'hypersweep: arms is paused. To go on: hypersweep resume arms, then this command again.\n',
    })
    expect(await run('resume arms')).toMatchObject({ err: expect.stringContaining('To go on: hypersweep run with') })
    expect((await run('run arms.yaml')).code).toBe(0)
    expect((await run('digest arms')).out).toBe(undisturbed)
  })
})

test('resume of a sweep that nobody has held says so', async () => {
  const { run } = world()
  await run('run arms.yaml')
  const { code, err } = await run('resume arms')
  expect([code, err]).toEqual([0, 'arms was not paused, stopped or cancelled; 0 trials left.\n'])
})

test('stop lets the running trials end and cancels the others; resume and run bring the undisturbed bits', async () => {
  const { run, atFirstEpoch, states } = world()
  atFirstEpoch(() => run('stop arms'))
  const stopped = await run('run arms.yaml --threads 1')
  expect(stopped).toMatchObject({ code: 0, out: expect.stringContaining('arms: 1 trial complete, 5 cancelled') })
  expect((await states()).toSorted()).toEqual([...Array(5).fill('cancelled'), 'complete'])
  expect((await run('run arms.yaml')).err).toContain('arms is stopped, and 5 trials of it are cancelled. To go on: ')
  await run('resume arms')
  expect((await run('run arms.yaml')).code).toBe(0)
  expect((await run('digest arms')).out).toBe(undisturbed)
})

test('cancel stops the running trials too, with a checkpoint each that they go on from', async () => {
  const { run, atFirstEpoch, states, checkpoints, ids } = world()
  atFirstEpoch(() => run('cancel arms'))
  const cancelled = await run('run arms.yaml --threads 1 --set training.epochs=30')
  expect(cancelled).toMatchObject({ code: 1, err: expect.stringContaining('6 are cancelled. To go on: hypersweep') })
  expect(await states()).toEqual(Array(6).fill('cancelled'))
  const kept = await Promise.all((await ids()).map((id) => checkpoints.list(id)))
  expect(kept.flat()).not.toEqual([])
  await run('resume arms')
  expect((await run('run arms.yaml --set training.epochs=30')).code).toBe(0)
  const calm = world()
  await calm.run('run arms.yaml --set training.epochs=30')
  expect((await run('digest arms')).out).toBe((await calm.run('digest arms')).out)
})

/** As a run that was killed leaves it: the trial with the greatest number is claimed, and nobody trains it. */
async function abandoned(options?: Parameters<typeof world>[0]) {
  const made = world(options)
  const { run, interrupts, atFirstEpoch, store, ids } = made
  atFirstEpoch(async () => {
    for (const interrupt of interrupts) interrupt()
  })
  expect((await run('run arms.yaml --threads 1')).code).toBe(130)
  const last = (await ids()).at(-1)!
  expect(await store.claim(last, { token: 'dead', worker: 'dead' })).toMatchObject({ status: 'claimed' })
  return made
}

test('cancel of a sweep whose run was killed leaves no trial running', async () => {
  const { run, states } = await abandoned()
  expect((await states()).at(-1)).toBe('running')
  expect((await run('cancel arms')).err).toContain('arms is cancelled: 6 are cancelled.')
  expect(await states()).toEqual(Array(6).fill('cancelled'))
})

test('a sweep that has ended cannot be held', async () => {
  const { run, json } = world()
  await run('run arms.yaml')
  for (const command of ['pause', 'stop', 'cancel']) {
    const { code, err } = await run(`${command} arms`)
    expect([code, err]).toEqual([0, `All 6 trials of arms have ended; there is nothing to ${command}.\n`])
  }
  expect(await json('status arms')).toMatchObject({ control: 'run', complete: 6 })
})

describe('delete', () => {
  test('takes a sweep away with its checkpoints once a person has said yes, and leaves the others', async () => {
    const answers = [false, true]
    const asked: string[] = []
    const { run, json, checkpoints, ids } = world({
      confirm: async (question) => {
        asked.push(question)
        return answers.shift()!
      },
    })
    await run('run arms.yaml')
    await run('run arms.yaml --set name=other')
    const [mine, before] = [await ids(), (await run('digest other')).out]
    expect(await run('delete arms')).toMatchObject({ code: 1, err: 'hypersweep: Nothing is deleted.\n' })
    expect(await json('status arms')).toMatchObject({ complete: 6, control: 'run' })
    expect(await run('delete arms')).toMatchObject({
      code: 0,
      err: 'arms is deleted: 6 trials, with their checkpoints.\n',
    })
    expect(asked).toEqual(Array(2).fill('Delete arms, its 6 trials and their checkpoints, for good?'))
    expect((await json('ls')).map(({ name }: { name: string }) => name)).toEqual(['other'])
    expect((await Promise.all(mine.map((id) => checkpoints.list(id)))).flat()).toEqual([])
    expect((await run('digest other')).out).toBe(before)
    expect((await run('best other')).code).toBe(0)
    expect((await run('run arms.yaml')).err).not.toContain('ended before')
    expect((await run('digest arms')).out).toBe(undisturbed)
  })

  test('asks nobody where there is no terminal: it needs --yes then', async () => {
    const { run, json } = world()
    await run('run arms.yaml')
    const refused = await run('delete arms')
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('Say --yes to delete without being')])
    expect(await json('ls')).toHaveLength(1)
    expect((await run('delete arms --yes')).code).toBe(0)
    expect(await json('ls')).toEqual([])
    expect(await run('delete arms --yes')).toMatchObject({ code: 2, err: expect.stringContaining('No sweep is named') })
  })

  test('is refused while a run works on the sweep, or a trial of it runs', async () => {
    const { run, atFirstEpoch, states } = world()
    const refused = Promise.withResolvers<string>()
    atFirstEpoch(async () => refused.resolve((await run('delete arms --yes')).err))
    expect((await run('run arms.yaml')).code).toBe(0)
    expect(await refused.promise).toContain('A run works on arms. Stop it first: Ctrl-C in its terminal, or hypersweep')
    expect(await states()).toEqual(Array(6).fill('complete'))

    const other = await abandoned()
    expect((await other.run('delete arms --yes')).err).toContain('1 trial of arms runs. Stop them first: hypersweep c')
    await other.run('cancel arms')
    expect((await other.run('delete arms --yes')).code).toBe(0)
  })

  test('is refused while another process reads its checkpoints', async () => {
    const { run, store, checkpoints, states } = world()
    await run('run arms.yaml')
    {
      await using _reader = await checkpoints.pin((await store.sweepNamed('arms'))!.id)
      expect((await run('delete arms --yes')).err).toContain('Another process reads the checkpoints of arms.')
      expect(await states()).toEqual(Array(6).fill('complete'))
    }
    expect((await run('delete arms --yes')).code).toBe(0)
  })

  test('that was cut short is finished by the next one', async () => {
    const { run, store, checkpoints, ids } = world()
    await run('run arms.yaml')
    const mine = await ids()
    const failing = testCli(
      {
        store,
        checkpoints: { ...checkpoints, removeTrial: cutShortAt(mine[3]!, checkpoints.removeTrial) },
        queue: memoryTrialQueue,
      },
      folder,
    )
    expect((await failing.run('delete arms --yes')).code).toBe(1)
    expect(await store.sweepNamed('arms')).toBeDefined()
    expect((await run('delete arms --yes')).code).toBe(0)
    expect(await store.sweeps()).toEqual([])
    expect((await Promise.all(mine.map((id) => checkpoints.list(id)))).flat()).toEqual([])
  })
})

function cutShortAt(fatal: TrialId, remove: (id: TrialId) => Promise<void>) {
  return async (id: TrialId) => {
    if (id === fatal) throw new Error('the disk is away')
    await remove(id)
  }
}
