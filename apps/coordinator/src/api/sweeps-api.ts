import type { Routes } from '@hypersweep/service'
import type { Engine } from '../context.ts'
import { changeRoutes } from './change-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { readRoutes } from './read-routes.ts'

export interface SweepsApiOptions {
  engine: Engine
  /** The folder that holds all data of sweeps that are created here. */
  dataRoot: string
  /** Aborting lets all listeners go. */
  signal: AbortSignal
  say: (line: string) => void
}

/** The coordinator's sweeps, as docs/http-api.md tells: what commands answer and change, by HTTP. */
export function sweepsApi(options: SweepsApiOptions): Routes {
  return (app) => {
    const api = app.basePath('/api/v1')
    readRoutes(api, options)
    changeRoutes(api, options)
    eventRoutes(api, options)
  }
}
