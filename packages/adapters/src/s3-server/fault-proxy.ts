import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { xml } from './xml.ts'

/** What becomes of one request. */
export type Fault =
  /** It never arrives. */
  | 'reset'
  /** It is done, and nobody hears of it. */
  | 'lose reply'
  | 'slow down'
  | 'unavailable'
  /** Nothing is ever answered. */
  | 'hang'
  /** The answer ends in the middle of its bytes. */
  | 'cut'
  /** The answer stands still in the middle of its bytes. */
  | 'stall'
  /** One bit of the answer is another one. */
  | 'corrupt'
  /** One bit of what is sent is another one. */
  | 'corrupt request'

export interface FaultProxy extends AsyncDisposable {
  endpoint: string
  /** Decides for each request, numbered from 0; none lets it pass. */
  fault: (request: { method: string; path: string; number: number }) => Fault | undefined
  /** How many requests have come. */
  readonly seen: number
}

/** A network in front of an S3 server that can be broken, for tests. */
export async function faultProxy(target: string): Promise<FaultProxy> {
  const sockets = new Set<Socket>()
  let seen = 0
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '' } = request
    const number = seen++
    const fault = proxy.fault({ method, path, number })
    const body = Buffer.concat(await request.toArray())
    if (fault === 'reset') return request.socket.destroy()
    if (fault === 'hang') return undefined
    if (fault === 'slow down') return refuse(response, 'SlowDown', 'Please reduce your request rate.')
    if (fault === 'unavailable') return refuse(response, 'ServiceUnavailable', 'Try again.')
    if (fault === 'corrupt request' && body.length > 0) body[0]! ^= 1
    return forward({ target, request, response, body, fault })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => undefined,
    get seen() {
      return seen
    },
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
  return proxy
}

interface Forwarded {
  target: string
  request: IncomingMessage
  response: ServerResponse
  body: Uint8Array
  fault: Fault | undefined
}

/** With the headers as they came: the signature holds for the name by which the client called. */
async function forward({ target, request, response, body, fault }: Forwarded): Promise<void> {
  const { method, url, headers } = request
  const { hostname, port } = new URL(target)
  const asking = send({ hostname, port, path: url, method, headers, agent: false })
  asking.end(body)
  const [answer] = (await once(asking, 'response').catch(() => [])) as [IncomingMessage?]
  if (answer === undefined) return void request.socket.destroy()
  const bytes = Buffer.concat(await answer.toArray())
  if (fault === 'lose reply') return void request.socket.destroy()
  response.writeHead(answer.statusCode!, answer.headers)
  const half = bytes.subarray(0, Math.floor(bytes.length / 2))
  if (fault === 'stall') return void response.write(half)
  if (fault === 'cut') return void response.write(half, () => request.socket.destroy())
  if (fault === 'corrupt' && bytes.length > 0) bytes[half.length]! ^= 1
  response.end(bytes)
}

function refuse(response: ServerResponse, code: string, message: string): void {
  response.writeHead(503, { 'content-type': 'application/xml' })
  response.end(
    xml('Error', [
      ['Code', code],
      ['Message', message],
    ]),
  )
}
