import type { Routes } from '../http/routes.ts'
import type { Scrape } from './snapshot.ts'

/** `GET /metrics`, for Prometheus. Needs no token. */
export function metricsRoute(scrape: () => Promise<Scrape>): Routes {
  return (app) =>
    app.get('/metrics', async (c) => {
      const { contentType, text } = await scrape()
      return c.body(text, 200, { 'Content-Type': contentType })
    })
}
