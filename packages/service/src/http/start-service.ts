import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Listen, listenText } from './listen.ts'
import type { Refusal } from './refusal.ts'
import type { Routes } from './routes.ts'

export interface ServiceOptions {
  listen: Listen
  /** Names by which it may be asked, beside addresses, those of this machine, and the one it listens at. */
  allowHosts?: readonly string[]
  /** What requests must bear for all but `/healthz`, `/readyz` and `/metrics`; without one there is nothing else. */
  token?: string
  routes: readonly Routes[]
  /** What the one who asked reads of an error; undefined for a fault of ours, of which they read nothing. */
  explain?: (error: unknown) => Refusal | undefined
  /** Told of each fault of ours. */
  onFault: (error: unknown) => void
}

export interface Service extends AsyncDisposable {
  /** Such as `http://127.0.0.1:8787`. */
  url: string
}

/** What answers under way may take when the server closes. */
const GRACE_MS = 1000

/**
 * Starts the one HTTP server of a process, guarded: by host, origin, token, and limits to sizes and times.
 *
 * @throws ServiceError LISTEN_FAILED where the port is taken, or the host is none of this machine's
 */
export async function startService({ listen, allowHosts = [], ...rest }: ServiceOptions): Promise<Service> {
  // Loaded only where something listens: no other command waits for it.
  const [{ getRequestListener }, { brokenRequest, guardedApp }, { boundServer }] = await Promise.all([
    import('@hono/node-server'),
    import('./guarded-app.ts'),
    import('./bound-server.ts'),
  ])
  const app = guardedApp({ ...rest, hosts: [listen.host, ...allowHosts] })
  const own = { overrideGlobalObjects: false, errorHandler: brokenRequest }
  const server = await boundServer(getRequestListener(app.fetch, own), listen)
  const { port } = server.address() as AddressInfo
  return { url: `http://${listenText({ ...listen, port })}`, [Symbol.asyncDispose]: () => close(server) }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => void server.close(() => done()))
  const late = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(late)
}
