import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatasetError } from '../errors.ts'
import type { Ask } from './ask.ts'
import { type PartFile, partFile } from './part-file.ts'
import { receive } from './receive.ts'
import type { WantedFile } from './wanted-file.ts'

export interface DownloadOptions {
  file: WantedFile
  /** Addresses that the file's name is put after, tried in turn. */
  mirrors: readonly string[]
  folder: string
  /** How a URL is asked for. */
  ask: Ask
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

/** Why nobody gave a file. */
export interface Missed {
  why: string
  /** Whether each said that it has no such file. */
  isAbsent: boolean
}

/**
 * Gets a file into a folder, where it appears once it is whole and, where that is known, has the right SHA-256. What was
 * cut off is gone on with, also by a later call; a mirror that fails gives way to the next.
 *
 * @throws DatasetError DATA_THERE when another file has its name, DATA_FETCH when no mirror gives it; the reason of
 * `signal`, and what the disk throws
 */
export async function downloadFile(options: DownloadOptions): Promise<'fetched' | 'there'> {
  const got = await tryDownload(options)
  if (typeof got === 'string') return got
  const needed = `Try again later (it goes on where it stopped), name a mirror of your own with --mirror, or put the file into ${options.folder} by hand.`
  throw new DatasetError('DATA_FETCH', `${options.file.name} cannot be fetched:${got.why}\n`, needed)
}

/** The same, with a value in place of DATA_FETCH. */
export async function tryDownload(options: DownloadOptions): Promise<'fetched' | 'there' | Missed> {
  const { file, folder, mirrors } = options
  const path = join(folder, file.name)
  if (await isThere(path, file)) return 'there'
  const failed: Missed[] = []
  for (const mirror of mirrors) {
    const url = new URL(file.name, mirror).href
    const missed = await fetchUrl(url, path, options)
    if (missed === undefined) return 'fetched'
    failed.push({ ...missed, why: `\n  ${url}: ${missed.why}` })
  }
  return { why: failed.map(({ why }) => why).join(''), isAbsent: failed.every(({ isAbsent }) => isAbsent) }
}

/** Gets what is at a URL to a path; or says why not. */
export async function fetchUrl(
  url: string,
  path: string,
  options: Omit<DownloadOptions, 'mirrors' | 'folder'>,
): Promise<Missed | undefined> {
  const missed = await fromMirror(url, partFile(path), options)
  if (missed !== undefined) return missed
  await rename(`${path}.part`, path)
  await partFile(path).remove()
  return undefined
}

async function isThere(path: string, file: WantedFile): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined)
  if (stats === undefined) return false
  if (stats.size === (file.bytes ?? stats.size) && (await hasHash(path, file))) return true
  const got = `${path} is there already, and is not the file that was published.`
  throw new DatasetError('DATA_THERE', got, 'Move it away, or name another folder with --path.')
}

async function hasHash(path: string, { sha256 }: WantedFile): Promise<boolean> {
  return sha256 === undefined || (await sha256Of(path)) === sha256
}

async function fromMirror(
  url: string,
  part: PartFile,
  options: Omit<DownloadOptions, 'mirrors' | 'folder'>,
): Promise<Missed | undefined> {
  const { file, ask, signal, say = () => undefined, progress = () => undefined, stallMs = 30_000 } = options
  const { pause = paused } = options
  let [fruitless, reached] = [0, await part.size()]
  for (;;) {
    const received = await receive({ url, file, ask, part, stallMs, progress, signal })
    if (received.status === 'whole') return wrongHash(part, file)
    if (received.status === 'never') return { why: received.why, isAbsent: received.isAbsent ?? false }
    const size = await part.size()
    fruitless = size >= reached + PROGRESS_BYTES ? 1 : fruitless + 1
    reached = Math.max(reached, size)
    if (fruitless >= TRIES) return { why: `${received.why}, after ${TRIES} tries`, isAbsent: false }
    const waitMs = received.waitMs ?? 1000 * 2 ** (fruitless - 1)
    say(`${url} ${received.why}; once more in ${waitMs / 1000} s`)
    await pause(waitMs, signal)
    signal.throwIfAborted()
  }
}

async function wrongHash(part: PartFile, { sha256 }: WantedFile): Promise<Missed | undefined> {
  if (sha256 === undefined) return undefined
  const found = await sha256Of(part.path)
  if (found === sha256) return undefined
  await part.remove()
  return { why: `has a file with the SHA-256 ${found}, where ${sha256} was published`, isAbsent: false }
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
