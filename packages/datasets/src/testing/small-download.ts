import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { askAnyone } from '../fetch/ask.ts'
import { type DownloadOptions, downloadFile } from '../fetch/download-file.ts'

/** What a published file holds. */
export const bytes = randomBytes(300_000)
export const published = {
  name: 'rows.gz',
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
}

/** A folder for each test, and downloads into it. */
export function smallDownload() {
  const world = { folder: '', isWhole: () => readFileSync(join(world.folder, 'rows.gz')).equals(bytes), download }
  beforeEach(() => {
    world.folder = mkdtempSync(join(tmpdir(), 'hypersweep-download-'))
  })
  afterEach(() => rmSync(world.folder, { recursive: true, force: true }))
  return world

  /** Downloads without waiting; tells what it would have waited for. */
  async function download(mirrors: readonly { url: string }[], more: Partial<DownloadOptions> = {}) {
    const waited: number[] = []
    const how = await downloadFile({
      file: published,
      mirrors: mirrors.map(({ url }) => url),
      folder: world.folder,
      ask: askAnyone,
      signal: new AbortController().signal,
      pause: async (ms) => waited.push(ms),
      ...more,
    })
    return { how, waited }
  }
}
