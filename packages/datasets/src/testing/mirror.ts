import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { testCertificate } from './test-certificate.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface Mirror extends AsyncDisposable {
  /** With the slash that a file's name is put behind. */
  url: string
  /** Each request so far: its path, and what of the file it asks for. */
  asked: string[]
}

export interface SecureMirror extends Mirror {
  port: number
  /** The same place under another name of this machine, with the slash. */
  at(hostname: string): string
}

/** A server on this machine that answers each request in turn as said, the last way for all that follow. */
export async function mirror(...answers: readonly Answer[]): Promise<Mirror> {
  const { port, ...served } = await serve(createServer, answers)
  return { ...served, url: `http://127.0.0.1:${port}/` }
}

/** The same with TLS, by `testCertificate`. */
export async function secureMirror(...answers: readonly Answer[]): Promise<SecureMirror> {
  const served = await serve((listener) => createSecureServer(testCertificate, listener), answers)
  const at = (hostname: string) => `https://${hostname}:${served.port}/`
  return { ...served, at, url: at('data.test') }
}

async function serve(create: (listener: RequestListener) => Server, answers: readonly Answer[]) {
  const asked: string[] = []
  const server = create((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!
    const { range, 'if-range': validator } = request.headers
    asked.push([request.url, range, validator].filter((part) => part !== undefined).join(' '))
    answer(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.address() as AddressInfo).port,
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

/** Answers each path with what it has, and 404 where it has nothing. */
export function files(all: Readonly<Record<string, Buffer>>): Answer {
  return (request, response) => {
    const bytes = all[request.url ?? '']
    return bytes === undefined ? status(404)(request, response) : file(bytes)(request, response)
  }
}
