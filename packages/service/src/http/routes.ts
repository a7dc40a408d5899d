import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'

/** What a request comes with beside itself. */
export interface Bound {
  Bindings: HttpBindings
}

export type App = Hono<Bound>

/** Adds to the guarded server what it answers. */
export type Routes = (app: App) => void
