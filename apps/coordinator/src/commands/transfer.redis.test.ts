import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memoryTrialQueue, redisSweepStore, sqliteSweepStore } from '@hypersweep/adapters'
import type { SweepStore } from '@hypersweep/sweep'
import { afterAll, expect, inject, test } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    redisUrl: string
  }
}

const folder = mkdtempSync(join(tmpdir(), 'hypersweep-moved-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a sweep that moves from a Redis to the embedded store and back has one digest everywhere', {
  timeout: 120_000,
}, async () => {
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  const checkpoints = memoryCheckpointStore()
  const over = (store: SweepStore) => testCli({ store, checkpoints, queue: memoryTrialQueue }, folder)
  const redis = (prefix: string) =>
    redisSweepStore({ url: inject('redisUrl'), prefix: `{hs}:${prefix}-${crypto.randomUUID()}` })
  await using first = await redis('first')
  await using embedded = sqliteSweepStore({ path: join(folder, 'sweeps.sqlite') })
  await using last = await redis('last')
  await over(first).run('run arms.yaml')
  const digest = (await over(first).run('digest arms')).out
  expect(digest).toMatch(/^[0-9a-f]{64}\n$/)
  await over(first).run('export arms -o arms.json')
  expect((await over(embedded).run('import arms.json')).code).toBe(0)
  expect((await over(embedded).run('digest arms')).out).toBe(digest)
  await over(embedded).run('export arms -o back.json')
  expect((await over(last).run('import back.json')).code).toBe(0)
  expect((await over(last).run('digest arms')).out).toBe(digest)
  expect((await over(last).run('lb arms -f json')).out).toBe((await over(first).run('lb arms -f json')).out)
  expect((await over(last).run('run arms.yaml')).code).toBe(0)
})
