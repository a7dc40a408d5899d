import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { type SweepStore, trialId } from '@hypersweep/sweep'
import { expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000 })

test('the time left is told while a run works on the sweep, and not once that is dead', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hypersweep-status-'))
  using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  const stored = memorySweepStore()
  const looks: { secondsLeft: number | null; running: number }[] = []
  const reported: Parameters<SweepStore['report']>[] = []
  const store: SweepStore = {
    ...stored,
    async report(...args) {
      const reply = await stored.report(...args)
      reported.push(args)
      if (looks.length === 0) {
        looks.push(await look())
        for (const interrupt of cli.interrupts) interrupt()
      }
      return reply
    },
  }
  const cli = testCli({ store, checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
  const look = async () => JSON.parse((await cli.run('status arms -f json')).out)

  expect((await cli.run('run arms.yaml --threads 1')).code).toBe(130)
  const sweep = (await stored.sweepNamed('arms'))!
  // One that has not begun, for the first may have come to its end before it heard of the stop.
  const left = (await stored.summaries(sweep.id)).find((trial) => trial.epoch === 0)!
  const claim = { trial: left.id, attempt: 1, token: 'dead' }
  expect(await stored.claim(left.id, { token: 'dead', worker: 'dead' })).toMatchObject({ status: 'claimed', claim })
  // What its epoch took, from which a time left could be reckoned.
  const [, epoch, extra] = reported[0]!
  expect(await stored.report(claim, epoch, extra)).toMatchObject({ status: 'accepted' })

  expect(looks).toEqual([expect.objectContaining({ running: 1, secondsLeft: expect.any(Number) })])
  expect(await look()).toMatchObject({ running: 1, secondsLeft: null })
})

test('where nobody takes the trials that wait, what workers said of that is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hypersweep-status-'))
  using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  const store = memorySweepStore()
  const cli = testCli({ store, checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
  expect((await cli.run('create arms.yaml --redis redis://127.0.0.1')).code).toBe(0)
  const { id } = (await store.sweepNamed('arms'))!
  const look = async () => JSON.parse((await cli.run('status arms -f json')).out).declines
  expect(await look()).toEqual([])
  const missing = 'There is no file /srv/arms.csv.'
  await store.decline(id, { worker: 'node-2', reason: 'data', text: missing })
  await store.decline(id, { worker: 'node-1', reason: 'data', text: missing })
  expect(await look()).toEqual(['node-1', 'node-2'].map((worker) => ({ worker, reason: 'data', text: missing })))
  const shown = (await cli.run('status arms')).out
  expect(shown).toContain('\nwaiting: no worker has data spirals\n  node-1, node-2: There is no file /srv/arms.csv.\n')
  const why = await cli.run('trial why arms 0')
  expect(why.out).toContain('It waits: no worker has data spirals.\nnode-1, node-2: There is no file')
  await store.decline(id, { worker: 'node-1', reason: 'numerics', text: 'other' })
  expect((await cli.run('status arms')).out).toContain('\nwaiting: no worker can take its trials\n')
  const claim = await store.claim(trialId(id, 0), { token: 't', worker: 'node-3' })
  expect(claim.status).toBe('claimed')
  expect(await look()).toEqual([])
  expect((await cli.run('status arms')).out).not.toContain('no worker')
})
