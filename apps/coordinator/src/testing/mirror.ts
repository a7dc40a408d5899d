import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface Mirror extends AsyncDisposable {
  /** With the slash that a file's name is put behind. */
  url: string
  /** Each request so far: its path, and what of the file it asks for. */
  asked: string[]
}

/** A server on this machine that answers each request in turn as said, the last way for all that follow. */
export async function mirror(...answers: readonly Answer[]): Promise<Mirror> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!
    const { range, 'if-range': validator } = request.headers
    asked.push([request.url, range, validator].filter((part) => part !== undefined).join(' '))
    answer(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Sends the whole file, or the part that is asked for while the validator is its own. */
export function file(bytes: Buffer, { etag = '"1"' }: { etag?: string } = {}): Answer {
  return ({ headers }, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
    const isPart = headers.range !== undefined && headers['if-range'] === etag
    const body = isPart ? bytes.subarray(from) : bytes
    const range = isPart ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}
    response.writeHead(isPart ? 206 : 200, { etag, 'content-length': body.length, ...range }).end(body)
  }
}

/** Says that it sends the file, and breaks off after so many bytes. */
export function cutOff(bytes: Buffer, after: number, { etag = '"1"' }: { etag?: string } = {}): Answer {
  return (_, response) => {
    response.writeHead(200, { etag, 'content-length': bytes.length })
    response.write(bytes.subarray(0, after), () => response.destroy())
  }
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => void response.writeHead(code, headers).end('no')
}
