import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { againText } from './again-text.ts'
import type { RunFlags } from './run-flags.ts'

const text = (file: string, flags: Partial<RunFlags>) =>
  againText({ program: 'npx hypersweep', words: ['run', file], flags: { dir: '.hypersweep', ...flags } })

test('a run goes on by the flags it had, but for --fresh', () => {
  expect(text('sweep.yaml', { threads: 2, fresh: true, set: ['training.epochs=9'] })).toBe(
    'npx hypersweep run sweep.yaml --threads 2 --set training.epochs=9',
  )
})

test('a password is left for the person to fill in', () => {
  expect(text('sweep.yaml', { redis: 'redis://:secret@host:6379' })).toBe(
    "npx hypersweep run sweep.yaml --redis 'redis://:***@host:6379'",
  )
})

test('a shell reads each word back as it was', () => {
  const file = `my sweeps/it's "$HOME" *.yaml`
  const set = 'parameters.momentum={"values":[0, 0.9]}'
  const line = text(file, { dir: '~/d', set: [set] })
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
  expect(words).toEqual(['npx', 'hypersweep', 'run', file, '--dir', '~/d', '--set', set])
})
