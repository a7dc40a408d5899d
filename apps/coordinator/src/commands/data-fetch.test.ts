import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { file, mirror } from '@hypersweep/datasets/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testCli } from '../testing/test-context.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-data-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const cli = () =>
  testCli({ store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)

describe('data fetch', () => {
  test('names the data sets that it knows', async () => {
    const { code, err } = await cli().run('data fetch mnits')
    expect(code).toBe(2)
    expect(err).toContain('Allowed choices are mnist, fashion-mnist, cifar10.')
  })

  test('refuses a mirror that is no address', async () => {
    const { code, err } = await cli().run('data fetch mnist --mirror ftp://example.org')
    expect(code).toBe(2)
    expect(err).toContain('It has to be an address, for example http://mirror.example/mnist')
  })

  test('refuses files that are not those that were published, and leaves none of them', async () => {
    await using server = await mirror(file(Buffer.alloc(9_912_422)))
    const { code, out, err } = await cli().run(`data fetch mnist --path there --mirror ${server.url}below`)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(`${server.url}below/train-images-idx3-ubyte.gz: has a file with the SHA-256 `)
    expect(readdirSync(join(folder, 'there'))).toEqual([])
  })

  test('says of a folder that cannot be made what to do', async () => {
    const { code, err } = await cli().run('data fetch mnist --path /dev/null/there --mirror http://127.0.0.1:1')
    expect(code).toBe(1)
    expect(err).toMatch(
      /^hypersweep: \/dev\/null\/there cannot be written \(.*\)\. Name another folder with --path\.\n$/,
    )
  })
})
