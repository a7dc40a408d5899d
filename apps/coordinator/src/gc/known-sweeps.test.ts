import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memorySweepStore } from '@hypersweep/adapters'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Context, Engine, Target } from '../context.ts'
import { knownSweeps } from './known-sweeps.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hypersweep-known-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const KINDS = { embedded: undefined, auto: 'auto', remote: 'redis://far:6379' }

/** What is known to who works on one of three stores, each with a sweep of its name. */
async function knownFrom(kind: keyof typeof KINDS) {
  const opened: string[] = []
  const open = async ({ redis }: Pick<Target, 'redis'>) => {
    const name = Object.entries(KINDS).find(([, url]) => url === redis)![0]
    opened.push(name)
    const store = memorySweepStore()
    await store.addSweep({ id: name, name, spec: {} as never, numerics: '', createdAt: 0 })
    return { store, [Symbol.asyncDispose]: async () => undefined } as unknown as Engine
  }
  const target = { dir, allowVolatile: false, create: false, ...(KINDS[kind] && { redis: KINDS[kind] }) }
  const known = await knownSweeps(await open(target), target, { open } as unknown as Context)
  expect(opened.toSorted()).toEqual([...known].toSorted())
  return [...known].toSorted()
}

test('sweeps of every store in the folder are known, and those of the one that is worked on', async () => {
  expect(await knownFrom('embedded')).toEqual(['embedded'])
  expect(await knownFrom('remote')).toEqual(['remote'])
  writeFileSync(join(dir, 'sweeps.sqlite'), '')
  expect(await knownFrom('remote')).toEqual(['embedded', 'remote'])
  expect(await knownFrom('auto')).toEqual(['auto', 'embedded'])
  mkdirSync(join(dir, 'redis'))
  expect(await knownFrom('embedded')).toEqual(['auto', 'embedded'])
  expect(await knownFrom('remote')).toEqual(['auto', 'embedded', 'remote'])
})
