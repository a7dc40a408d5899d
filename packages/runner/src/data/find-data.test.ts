import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatasetError, type FileSource } from '@hypersweep/datasets'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ByUrl, findData } from './find-data.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hypersweep-find-'))
  for (const [folder, rows] of [
    ['here', 20],
    ['cache', 30],
    ['spoilt', 40],
  ] as const) {
    mkdirSync(join(root, folder))
    const lines = Array.from({ length: rows }, (_, row) => `${row},${row % 2 ? 'odd' : 'even'}`)
    writeFileSync(join(root, folder, folder === 'here' ? 'a.csv' : 'data.csv'), `x,kind\n${lines.join('\n')}\n`)
  }
})
afterAll(() => rmSync(root, { recursive: true }))

const source: FileSource = {
  source: 'csv',
  path: 'a.csv',
  url: 'https://data.test/a.csv',
  label: 'kind',
  scale: 'none',
  validation: 0.2,
  test: 0.2,
  seed: 0,
}
const place = (folder: string) => ({ sources: [source], root: join(root, folder) })

async function shaOf(folder: string): Promise<string> {
  const path = folder === 'here' ? 'a.csv' : 'data.csv'
  return (await findData(source, { ...place(folder), sources: [{ ...source, path }] })).sha256
}

/** Gives the folders in turn as what it has. */
function giving(sha256: string, ...folders: readonly string[]): ByUrl & { asked: number; discarded: string[] } {
  const byUrl = {
    asked: 0,
    discarded: [] as string[],
    async get() {
      const folder = folders[Math.min(byUrl.asked++, folders.length - 1)]!
      return { source: { ...source, path: 'data.csv' }, root: join(root, folder), sha256 }
    },
    discard: async (sha: string) => void byUrl.discarded.push(sha),
  }
  return byUrl
}

test('data that is here is taken, and nobody is asked', async () => {
  const byUrl = giving(await shaOf('cache'), 'cache')
  expect(await findData({ ...source, sha256: await shaOf('here') }, { ...place('here'), byUrl })).toMatchObject({
    name: 'a',
  })
  expect(byUrl.asked).toBe(0)
})

test('data that is not here, or is another under its name, is had by its URL, with its own name', async () => {
  const sha256 = await shaOf('cache')
  for (const folder of ['nowhere', 'here']) {
    const byUrl = giving(sha256, 'cache')
    expect(await findData({ ...source, sha256 }, { ...place(folder), byUrl })).toMatchObject({ sha256, name: 'a' })
    expect(await findData({ ...source, sha256, name: 'birds' }, { ...place(folder), byUrl })).toMatchObject({
      name: 'birds',
    })
  }
})

test('what the cache has spoilt is taken away and had anew; twice is an error', async () => {
  const sha256 = await shaOf('cache')
  const byUrl = giving(sha256, 'spoilt', 'cache')
  expect(await findData({ ...source, sha256 }, { ...place('nowhere'), byUrl })).toMatchObject({ sha256 })
  expect(byUrl.discarded).toEqual([sha256])
  const broken = giving(sha256, 'spoilt')
  await expect(findData({ ...source, sha256 }, { ...place('nowhere'), byUrl: broken })).rejects.toThrow('has SHA-256')
})

test('where it cannot be had either, both are told', async () => {
  const get = () => Promise.reject(new DatasetError('DATA_FETCH', 'Its host is away.', 'Wait.'))
  const byUrl = { get, discard: async () => undefined }
  const error: unknown = await findData(source, { ...place('nowhere'), byUrl }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'DATA_FETCH' })
  expect(String(error)).toMatch(/^DatasetError: There is no file .*a\.csv.* Its host is away\. Wait\.$/)
  const none = { ...byUrl, get: async () => undefined }
  await expect(findData(source, { ...place('nowhere'), byUrl: none })).rejects.toMatchObject({ code: 'DATA_MISSING' })
})
