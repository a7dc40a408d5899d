import { createServer, type Server, type ServerOptions, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { ServiceError } from '../errors.ts'
import { type Listen, listenText } from './listen.ts'
import { Refusal, refusalJson } from './refusal.ts'

/** Nobody needs longer for a few kilobytes; who sends a letter a second is cut off. */
const LIMITS: ServerOptions = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  // Longer than proxies keep theirs: who closes first answers what is already on its way with nothing.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1000,
}
const MOST_CONNECTIONS = 128

type Handler = Parameters<typeof createServer>[1]

/**
 * An HTTP server with limits that listens.
 *
 * @throws ServiceError LISTEN_FAILED where the port is taken, or the host is none of this machine's
 */
export async function boundServer(handler: Handler, listen: Listen): Promise<Server> {
  const server = createServer(LIMITS, handler)
  server.maxConnections = MOST_CONNECTIONS
  server.on('clientError', refuseBroken)
  await new Promise<void>((bound, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => failed(listenError(error, listen)))
    server.listen(listen.port, listen.host, bound)
  })
  return server
}

function listenError(error: NodeJS.ErrnoException, listen: Listen): ServiceError {
  const why = WHY[error.code ?? ''] ?? error.message
  const got = `Nothing can listen at ${listenText(listen)}: ${why}.`
  return new ServiceError('LISTEN_FAILED', got, 'Choose another with --listen HOST:PORT.', { cause: error })
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process does',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'it is not permitted',
  ENOTFOUND: 'there is no such host',
}

const BROKEN: Readonly<Record<string, readonly [408 | 431, string, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come to its end in time.', 'Send it at once.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are longer than 8 KiB.', 'Send fewer.'],
}

/** Answers what is no request, before there is one that anything else could answer. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, got, fix] = BROKEN[error.code ?? ''] ?? [400, 'This is no HTTP request.', 'Use an HTTP client.']
  const body = JSON.stringify(refusalJson(new Refusal(status, 'REQUEST', got, fix)))
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n`
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}
