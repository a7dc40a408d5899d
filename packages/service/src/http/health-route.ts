import type { Routes } from './routes.ts'

/** Whether a process does its work, and else why not. */
export type Health = { status: 'ok' } | { status: 'unwell'; reason: string }

type Asking = () => Health | Promise<Health>

/** `GET /healthz`, for who restarts: 200 where all is well, else 503 with the reason. Needs no token. */
export function healthRoute(health: Asking): Routes {
  return routeOf('/healthz', health)
}

/** `GET /readyz`, for who waits or reroutes: as `/healthz`, and unwell too where a restart would not help. */
export function readyRoute(ready: Asking): Routes {
  return routeOf('/readyz', ready)
}

function routeOf(path: '/healthz' | '/readyz', health: Asking): Routes {
  return (app) =>
    app.get(path, async (c) => {
      const found = await health()
      return c.json(found, found.status === 'ok' ? 200 : 503)
    })
}
