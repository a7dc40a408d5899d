import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'

/** What a request comes with beside itself. */
export interface Bound {
  Bindings: HttpBindings
}

export type App = Hono<Bound>
/** A request and what it is answered with. */
export type RouteContext = Context<Bound>

/** Adds to the guarded server what it answers. */
export type Routes = (app: App) => void
