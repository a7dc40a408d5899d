import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const SWEEP = `name: arms
method: random
run_cap: 4
parameters:
  learning_rate: { distribution: log_uniform_values, min: 0.01, max: 1 }
data: { source: spirals, rows: 300, classes: 3, noise: 0.05, validation: 60, test: 60 }
model: { layers: [{ dense: 8, activation: tanh }, { dense: 3 }] }
training: { optimizer: sgd, epochs: 2, batch_size: 32 }
`

let cwd: string
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'hypersweep-main-'))
  writeFileSync(join(cwd, 'arms.yaml'), SWEEP)
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const main = join(import.meta.dirname, 'main.ts')

/** A process as a person would start it; its output goes to pipes. */
async function hypersweep(...args: string[]) {
  const env = { ...process.env, HYPERSWEEP_REDIS: '' }
  const child = spawn(process.execPath, ['--conditions=hypersweep-source', main, ...args], { cwd, env })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.err += chunk))
  const [code] = await once(child, 'close')
  return { code, ...text }
}

test('a command that only looks leaves no trace', async () => {
  expect(await hypersweep('ls', '-f', 'json')).toMatchObject({ code: 0, out: '[]\n' })
  expect((await hypersweep('status', 'arms')).code).toBe(2)
  expect(existsSync(join(cwd, '.hypersweep'))).toBe(false)
}, 30_000)

test('what one process ran, others look at', async () => {
  const run = await hypersweep('run', 'arms.yaml', '--threads', '1')
  expect(run).toMatchObject({ code: 0, out: expect.stringContaining('arms: 4 trials complete') })
  expect(run.err).not.toContain('\u001b')
  const board = JSON.parse((await hypersweep('leaderboard', 'arms', '-f', 'json')).out)
  expect(board.rows.map((row: { rank: number }) => row.rank)).toEqual([1, 2, 3, 4])
  const twice = await Promise.all([hypersweep('digest', 'arms'), hypersweep('run', 'arms.yaml', '--dir', 'other')])
  expect(twice.map((one) => one.code)).toEqual([0, 0])
  expect((await hypersweep('digest', 'arms', '--dir', 'other')).out).toBe(twice[0].out)
}, 60_000)

test('a reader that goes away is no error', async () => {
  const args = ['--conditions=hypersweep-source', main, 'leaderboard', '--help']
  const child = spawn(process.execPath, args, { cwd })
  child.stdout.destroy()
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
}, 30_000)
