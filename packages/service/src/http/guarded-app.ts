import { Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { secureHeaders } from 'hono/secure-headers'
import { checkBody } from './body-guard.ts'
import { hostGuard } from './host-guard.ts'
import { checkOrigin } from './origin-guard.ts'
import { Refusal, refusalJson } from './refusal.ts'
import type { App, Bound, RouteContext, Routes } from './routes.ts'
import { tokenGuard } from './token-guard.ts'

export interface GuardedAppOptions {
  /** Names, beside addresses and those of this machine, by which it may be asked. */
  hosts: readonly string[]
  /** Without one, only what is open is answered. */
  token?: string
  routes: readonly Routes[]
  /** What the one who asked reads of an error; undefined for a fault of ours, of which they read nothing. */
  explain?: (error: unknown) => Refusal | undefined
  onFault: (error: unknown) => void
}

/** What may be asked without a token. */
const OPEN: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])
/** Nothing that this server says is a page, or part of one of somebody else's. */
const NONE = ["'none'"]
const HEADERS = {
  contentSecurityPolicy: { defaultSrc: NONE, baseUri: NONE, formAction: NONE, frameAncestors: NONE },
  // It speaks HTTP; the proxy with TLS before it may say more.
  strictTransportSecurity: false,
  xFrameOptions: 'DENY',
}

/** Answers requests that pass every guard; of others, no route hears. */
export function guardedApp({ hosts, token, routes, explain, onFault }: GuardedAppOptions): App {
  const app = new Hono<Bound>()
  app.onError((error, c) => {
    const known = error instanceof Refusal ? error : explain?.(error)
    if (!known) onFault(error)
    return refused(c, known ?? fault())
  })
  app.notFound((c) => refused(c, notFound()))
  app.use(secureHeaders(HEADERS))
  app.use(guards(hosts, token))
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => refused(c, otherMethod(methods)) }))
  for (const add of routes) add(app)
  return app
}

function guards(hosts: readonly string[], token: string | undefined) {
  const checkHost = hostGuard(hosts)
  const checkToken = token === undefined ? refuseAll : tokenGuard(token)
  return async (c: RouteContext, next: () => Promise<void>) => {
    c.header('Cache-Control', 'no-store')
    const { headers, socket, url } = c.env.incoming
    checkTarget(url)
    const { host, origin, authorization } = headers
    checkHost(host)
    checkOrigin({ method: c.req.method, host, origin, fetchSite: c.req.header('sec-fetch-site') })
    if (!OPEN.has(c.req.path)) checkToken({ authorization, address: socket.remoteAddress ?? '' })
    checkBody(headers)
    await next()
  }
}

function refused(c: RouteContext, refusal: Refusal): Response {
  return c.json(refusalJson(refusal), refusal.status, { ...refusal.headers })
}

/** A target may name a host of its own, as those for proxies do: one that no guard has seen. */
function checkTarget(url = ''): void {
  if (url.startsWith('/')) return
  throw new Refusal(400, 'REQUEST', 'The target is no path.', 'Use the server itself, not as a proxy.')
}

function refuseAll(): never {
  throw notFound()
}

function notFound(): Refusal {
  return new Refusal(404, 'NOT_FOUND', 'There is nothing at this address.', 'docs/http-api.md lists what there is.')
}

function otherMethod(methods: readonly string[]): Refusal {
  const allowed = methods.join(', ')
  const headers = { Allow: allowed }
  return new Refusal(405, 'METHOD', 'This address does not take that method.', `Use ${allowed}.`, { headers })
}

/** Answers what broke before it came to the guards, such as a host that is none. */
export function brokenRequest(): Response {
  const refusal = new Refusal(400, 'REQUEST', 'This is no request that can be understood.', 'Use an HTTP client.')
  return Response.json(refusalJson(refusal), { status: refusal.status })
}

function fault(): Refusal {
  return new Refusal(500, 'FAULT', 'This is a fault of hypersweep itself.', 'Its log says more.')
}
