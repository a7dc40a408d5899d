import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { CliError } from '../errors.ts'
import { type PartFile, partFile } from './part-file.ts'
import type { PublishedFile } from './published-data.ts'
import { receive } from './receive.ts'

export interface DownloadOptions {
  file: PublishedFile
  /** Addresses that the file's name is put after, tried in turn. */
  mirrors: readonly string[]
  folder: string
  signal: AbortSignal
  /** Told how many bytes are here. */
  progress?: (bytes: number) => void
  /** Told of troubles that are being dealt with. */
  say?: (line: string) => void
  stallMs?: number
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

/** Tries of a mirror in a row that bring nothing. */
const TRIES = 4
/** So much more is a try that brought something: a bad line may break as often as it likes. */
const PROGRESS_BYTES = 65_536

/**
 * Gets a published file into a folder, where it appears once it is whole and has the published SHA-256. What was cut off
 * is gone on with, also by a later call; a mirror that fails gives way to the next.
 *
 * @throws CliError DATA_THERE when another file has its name, DATA_FETCH (exit 1) when no mirror gives it; the reason of
 * `signal`, and what the disk throws
 */
export async function downloadFile(options: DownloadOptions): Promise<'fetched' | 'there'> {
  const { file, folder, mirrors } = options
  const path = join(folder, file.name)
  if (await isThere(path, file)) return 'there'
  const failed: string[] = []
  for (const mirror of mirrors) {
    const url = new URL(file.name, mirror).href
    const why = await fromMirror(url, partFile(path), options)
    if (why === undefined) {
      await rename(`${path}.part`, path)
      await partFile(path).remove()
      return 'fetched'
    }
    failed.push(`\n  ${url}: ${why}`)
  }
  const needed = `Try again later (it goes on where it stopped), name a mirror of your own with --mirror, or put the file into ${folder} by hand.`
  throw new CliError('DATA_FETCH', `${file.name} cannot be fetched:${failed.join('')}\n`, needed, { exitCode: 1 })
}

async function isThere(path: string, file: PublishedFile): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined)
  if (stats === undefined) return false
  if (stats.size === file.bytes && (await sha256Of(path)) === file.sha256) return true
  const got = `${path} is there already, and is not the file that was published.`
  throw new CliError('DATA_THERE', got, 'Move it away, or name another folder with --path.')
}

/** Why the mirror does not give the file; nothing where it does. */
async function fromMirror(url: string, part: PartFile, options: DownloadOptions): Promise<string | undefined> {
  const { file, signal, say = () => undefined, progress = () => undefined, stallMs = 30_000, pause = paused } = options
  let [fruitless, reached] = [0, await part.size()]
  for (;;) {
    const received = await receive({ url, file, part, stallMs, progress, signal })
    if (received.status === 'whole') return wrongHash(part, file)
    if (received.status === 'never') return received.why
    const size = await part.size()
    fruitless = size >= reached + PROGRESS_BYTES ? 1 : fruitless + 1
    reached = Math.max(reached, size)
    if (fruitless >= TRIES) return `${received.why}, after ${TRIES} tries`
    const waitMs = received.waitMs ?? 1000 * 2 ** (fruitless - 1)
    say(`${url} ${received.why}; once more in ${waitMs / 1000} s`)
    await pause(waitMs, signal)
    signal.throwIfAborted()
  }
}

async function wrongHash(part: PartFile, { sha256 }: PublishedFile): Promise<string | undefined> {
  const found = await sha256Of(part.path)
  if (found === sha256) return undefined
  await part.remove()
  return `has a file with the SHA-256 ${found}, where ${sha256} was published`
}

/** Read again from the disk: what is checked is what is there. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function paused(ms: number, signal: AbortSignal): Promise<unknown> {
  return sleep(ms, undefined, { signal }).catch(() => undefined)
}
