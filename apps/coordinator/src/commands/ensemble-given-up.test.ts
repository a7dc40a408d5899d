import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { type SweepStore, trialId } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'hypersweep-given-up-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
const cli = testCli(stores, folder)
const TRAINED_AGAIN = /(\w+), trial (\d+): its weights are not kept, and it is trained again \(3 epochs\)\./g
const trainedAgain = (err: string) => [...err.matchAll(TRAINED_AGAIN)].map(([, , trial]) => Number(trial))

/** The same sweep, once with all of its weights and once with those of the best trial alone. */
beforeAll(async () => {
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  const few = 'run arms.yaml --set name=few --set checkpoints.top_k=1 --set ensemble.top=1'
  for (const line of ['run arms.yaml', few]) {
    const { code, err } = await cli.run(line)
    if (code !== 0) throw new Error(err)
  }
})

/** Without how long things took. */
const comparison = (out: string) =>
  JSON.parse(out, (key, value) => (key === 'msPer1000' ? undefined : value)) as {
    members: { trial: number; votes: number }[]
    contenders: { who: string; votes: { trial: number }[] }[]
  }

describe('networks whose weights were given up', () => {
  test('are chosen as if they were there, and only those that were chosen are trained again, bit for bit', async () => {
    const whole = await cli.run('ensemble arms --top 6 -f json -o whole')
    const { code, out, err } = await cli.run('ensemble few --top 6 -f json -o few-of-all')
    expect([whole.code, code, trainedAgain(whole.err)]).toEqual([0, 0, []])
    const [all, few] = [comparison(whole.out), comparison(out)]
    const [best] = JSON.parse((await cli.run('lb few -n 1 -f json')).out).rows
    const chosen = few.members.map(({ trial }) => trial)
    expect(chosen.length).toBeGreaterThan(1)
    expect(trainedAgain(err)).toEqual(chosen.filter((trial) => trial !== best.number))
    expect(few.members).toEqual(all.members)
    expect(few.contenders.find(({ who }) => who === 'greedy')).toEqual(
      all.contenders.find(({ who }) => who === 'greedy'),
    )
    const files = readdirSync(join(folder, 'whole')).filter((name) => name !== 'manifest.json')
    expect(files).toHaveLength(chosen.length)
    for (const name of files) {
      expect(readFileSync(join(folder, 'few-of-all', name)).equals(readFileSync(join(folder, 'whole', name)))).toBe(
        true,
      )
    }
  })

  test('are trained again to be chosen from where their probabilities are gone too, and say the same', async () => {
    const before = await cli.run('ensemble few --top 3 -f json')
    const { id } = (await stores.store.sweepNamed('few'))!
    const ranked = JSON.parse((await cli.run('lb few -n 3 -f json')).out).rows as { number: number }[]
    const kept: [ReturnType<typeof trialId>, Uint8Array][] = []
    for (const { number } of ranked) {
      const trial = trialId(id, number)
      kept.push([trial, (await stores.checkpoints.loadProbabilities(trial))!])
      await stores.checkpoints.saveProbabilities(trial, new Uint8Array(8))
    }
    const after = await cli.run('ensemble few --top 3 -f json')
    for (const [trial, bytes] of kept) await stores.checkpoints.saveProbabilities(trial, bytes)
    expect(trainedAgain(after.err)).toEqual(ranked.slice(1).map(({ number }) => number))
    expect(comparison(after.out).members).toEqual(comparison(before.out).members)
  })

  test('are not trained again for a method that was not asked for, which then has no line', async () => {
    const { id } = (await stores.store.sweepNamed('arms'))!
    const { contenders } = comparison((await cli.run('ensemble arms --size 1 -f json')).out)
    const usedBy = (name: string) => contenders.find(({ who }) => who === name)!.votes.map(({ trial }) => trial)
    const needed = [...usedBy('greedy'), ...usedBy('best single')]
    const trial = trialId(id, usedBy('average').find((number) => !needed.includes(number))!)
    const refs = await stores.checkpoints.list(trial)
    const bytes = await Promise.all(refs.map((ref) => stores.checkpoints.load(trial, ref)))
    for (const ref of refs) await stores.checkpoints.remove(trial, ref)
    const { out, err } = await cli.run('ensemble arms --size 1 -f json')
    for (const [index, ref] of refs.entries()) await stores.checkpoints.save(trial, ref, bytes[index]!)
    expect(comparison(out).contenders.map(({ who }) => who)).toEqual(['best single', 'mean of members', 'greedy'])
    expect(err).toBe('No line of average: weights of its networks are not kept. --method average trains them again.\n')
  })
})

const giveUp = 'ensemble few --top 6 -f json'

test('one that comes out otherwise is an error of exit code 1 that names the trial', async () => {
  const store: SweepStore = {
    ...stores.store,
    trial: async (id) => {
      const record = await stores.store.trial(id)
      const [first, ...more] = record!.reports
      return { ...record!, reports: [{ ...first!, metrics: { ...first!.metrics, val_loss: 7 } }, ...more] }
    },
  }
  const { code, out, err } = await testCli({ ...stores, store }, folder).run(giveUp)
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/few, trial \d is not the same again: epoch 1: val_loss was 7 and is \d\.\d+\./)
})

test('Ctrl-C while one is trained again ends the command with 130', async () => {
  const interrupted = testCli(
    {
      ...stores,
      queue() {
        queueMicrotask(() => {
          for (const handler of interrupted.interrupts) handler()
        })
        return memoryTrialQueue()
      },
    },
    folder,
  )
  const { code, err } = await interrupted.run(giveUp)
  expect(code).toBe(130)
  expect(err).toContain('hypersweep: Stopped.')
})

test('a folder that is taken is told before anything is trained', async () => {
  writeFileSync(join(folder, 'taken'), '')
  for (const output of ['taken', '.']) {
    const { code, err } = await cli.run(`${giveUp} -o ${output}`)
    expect(code).toBe(2)
    expect(err).toMatch(/^hypersweep: .* is there already\. Give another folder with -o\.\n$/)
  }
})
