import type { Routes } from './routes.ts'

/** Whether a process does its work, and else why not. */
export type Health = { status: 'ok' } | { status: 'unwell'; reason: string }

/** `GET /healthz`, for who restarts or reroutes: 200 where all is well, else 503 with the reason. Needs no token. */
export function healthRoute(health: () => Health | Promise<Health>): Routes {
  return (app) =>
    app.get('/healthz', async (c) => {
      const found = await health()
      return c.json(found, found.status === 'ok' ? 200 : 503)
    })
}
