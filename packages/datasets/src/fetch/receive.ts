import { closeSync, fsyncSync, writeSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { type Ask, LeadsNowhere } from './ask.ts'
import { get } from './get.ts'
import type { PartFile } from './part-file.ts'
import { mostBytesOf, type WantedFile } from './wanted-file.ts'

/** How one try to get the rest of a file ended. */
export type Received =
  | { status: 'whole' }
  /** Worth another try of the same mirror, after so long where it said so. */
  | { status: 'again'; why: string; waitMs?: number }
  | { status: 'never'; why: string; isAbsent?: boolean }

export interface ReceiveOptions {
  url: string
  file: WantedFile
  ask: Ask
  part: PartFile
  /** After how long without a byte a try ends. */
  stallMs: number
  progress: (bytes: number) => void
  signal: AbortSignal
}

/**
 * Asks a mirror for what is still missing of a file, and writes it behind what is there. A server that cannot go on, or
 * has another file meanwhile, sends all of it, and it is begun anew.
 *
 * @throws what writing a file throws, and the reason of `signal`
 */
export async function receive(options: ReceiveOptions): Promise<Received> {
  const { url, file, ask, part, stallMs, signal } = options
  if ((await part.size()) === file.bytes) return { status: 'whole' }
  const stall = new AbortController()
  const watch = stallWatch(stall, stallMs)
  try {
    const from = await part.size()
    const isBegun = from > 0 && from < mostBytesOf(file)
    const validator = isBegun ? await part.validator(url) : undefined
    const headers = validator === undefined ? {} : { range: `bytes=${from}-`, 'if-range': validator }
    const answer = await get(url, { ask, headers, signal: AbortSignal.any([signal, stall.signal]) })
    return await take(answer, from, options, watch)
  } catch (error) {
    signal.throwIfAborted()
    if (stall.signal.aborted) return { status: 'again', why: `sent nothing for ${stallMs / 1000} s` }
    return failure(error)
  } finally {
    watch.stop()
  }
}

type Watch = ReturnType<typeof stallWatch>

function stallWatch(stall: AbortController, ms: number) {
  const timer = setTimeout(() => stall.abort(), ms)
  return { alive: () => void timer.refresh(), stop: () => clearTimeout(timer) }
}

async function take(answer: IncomingMessage, from: number, options: ReceiveOptions, watch: Watch): Promise<Received> {
  const { part, url } = options
  const { statusCode = 0, headers } = answer
  if (statusCode === 206) {
    const total = totalOf(headers['content-range'], from, options.file)
    if (total !== undefined) return write(answer, { from, total }, options, watch)
    answer.destroy()
    await part.remove()
    return { status: 'again', why: 'sent another part than was asked for' }
  }
  if (statusCode === 200) {
    const refused = refusedLength(answer, options.file)
    if (refused === undefined) {
      part.begin(url, validatorOf(answer))
      return write(answer, { from: 0, total: lengthOf(answer) }, options, watch)
    }
    answer.destroy()
    return { status: 'never', why: refused }
  }
  answer.destroy()
  if (statusCode === 416) await part.remove()
  return refusal(statusCode, headers['retry-after'])
}

/** How long the whole file is that the rest from `from` belongs to; nothing where it is another part, or too long. */
function totalOf(range: string | undefined, from: number, file: WantedFile): number | undefined {
  const [, begin, end, whole] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range ?? '') ?? []
  const total = Number(whole)
  const isRest = Number(begin) === from && Number(end) === total - 1
  return isRest && total === (file.bytes ?? total) && total <= mostBytesOf(file) ? total : undefined
}

function lengthOf({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length']
  return length === undefined ? undefined : Number(length)
}

function refusedLength(answer: IncomingMessage, file: WantedFile): string | undefined {
  const length = lengthOf(answer)
  if (length === undefined) {
    // The end of such a body cannot be told from that of a connection that broke.
    const isOpen = file.bytes === undefined && answer.headers['transfer-encoding'] === undefined
    return isOpen ? 'does not say how long its file is' : undefined
  }
  if (length === (file.bytes ?? length) && length <= mostBytesOf(file)) return undefined
  return file.bytes === undefined
    ? `has a file of ${length} bytes; at most ${mostBytesOf(file)} are taken`
    : `has a file of ${length} bytes, where ${file.bytes} were published`
}

async function write(
  answer: IncomingMessage,
  { from, total }: { from: number; total: number | undefined },
  options: ReceiveOptions,
  watch: Watch,
): Promise<Received> {
  const { part, file, progress } = options
  const most = total ?? mostBytesOf(file)
  let at = from
  const descriptor = part.open()
  // Not by `for await`: where the connection breaks, that loses what has come and was not asked for yet.
  answer.on('data', (chunk: Buffer) => {
    watch.alive()
    if (at + chunk.length > most) return void answer.destroy(new TooLong())
    try {
      writeSync(descriptor, chunk, 0, chunk.length, at)
      at += chunk.length
      progress(at)
    } catch (error) {
      answer.destroy(error as Error)
    }
  })
  try {
    await finished(answer)
    fsyncSync(descriptor)
  } catch (error) {
    if (!(error instanceof TooLong)) throw error
    await part.remove()
    const limit = file.bytes === undefined ? `${most} bytes that are taken` : `${most} bytes that were published`
    return { status: 'never', why: `sends more than the ${limit}` }
  } finally {
    closeSync(descriptor)
  }
  const wanted = total ?? file.bytes ?? at
  return at < wanted ? { status: 'again', why: `ended after ${at} of ${wanted} bytes` } : { status: 'whole' }
}

class TooLong extends Error {
  override readonly name = 'TooLong'
}

/** A strong one: what is behind a weak one may differ in its bytes. */
function validatorOf({ headers: { etag, 'last-modified': modified } }: IncomingMessage): string | undefined {
  return etag === undefined || etag.startsWith('W/') ? modified : etag
}

function refusal(status: number, retryAfter: string | undefined): Received {
  const why = `answered ${status}`
  // Some stores say 403 of what is not there, so as not to tell what is.
  if ([403, 404, 410].includes(status)) return { status: 'never', why, isAbsent: true }
  if (status < 500 && ![408, 416, 425, 429].includes(status)) return { status: 'never', why }
  const seconds = Number(retryAfter)
  return { status: 'again', why, ...(seconds > 0 && { waitMs: Math.min(seconds, 60) * 1000 }) }
}

/** What the disk refuses no other try and no other mirror mends. */
function failure(error: unknown): Received {
  const { message, code, syscall } = error as NodeJS.ErrnoException
  if (error instanceof LeadsNowhere) return { status: 'never', why: message }
  if (code !== undefined && ['open', 'write', 'fsync', 'unlink', 'stat'].includes(syscall ?? '')) throw error
  return { status: 'again', why: message || String(code) }
}
