import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCli } from '../testing/test-context.ts'

const SWEEP = `name: arms
method: grid
parameters: { learning_rate: { values: [0.1, 1] } }
data: { source: spirals, rows: 300, classes: 3, noise: 0.05, validation: 60, test: 60 }
model: { layers: [{ dense: 8, activation: tanh }, { dense: 3 }] }
training: { optimizer: nesterov, epochs: 2, batch_size: 32 }
requires: { gpu: yes, zone: b }
`

let folder: string
let cli: ReturnType<typeof testCli>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-labels-'))
  const engine = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
  cli = testCli(engine, folder)
  writeFileSync(join(folder, 'arms.yaml'), SWEEP)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a run that trains by itself without the labels of its sweep is refused before anything is done', async () => {
  const refused = await cli.run('run arms.yaml --label gpu=yes')
  expect(refused.code).toBe(2)
  expect(refused.err).toContain('arms requires workers with zone=b, and this run trains by itself without.')
  expect(refused.err).toContain('add --label zone=b; or give --redis, for workers elsewhere.')
  expect((await cli.run('ls -f json')).out).not.toContain('arms')
})

test('with them it trains, and so do those who train one of its trials again', async () => {
  expect(await cli.run('run arms.yaml --label gpu=yes --label zone=b')).toMatchObject({ code: 0 })
  expect(await cli.run('trial verify arms 0')).toMatchObject({ code: 0 })
  expect((await cli.run('extend arms --epochs 3')).err).toContain('requires workers with gpu=yes, zone=b')
  expect(await cli.run('extend arms --epochs 3 --label gpu=yes --label zone=b')).toMatchObject({ code: 0 })
}, 60_000)

test('what is no label is refused with one that is', async () => {
  const refused = await cli.run('run arms.yaml --label gpu')
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('Use key=value') })
})
