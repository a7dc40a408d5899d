import { networkObjective } from '@hypersweep/runner'
import { type App, eventStreams } from '@hypersweep/service'
import { sweepTrials } from '@hypersweep/sweep'
import { findSweep } from '../lookup.ts'
import { jsonProgress } from '../progress/json-progress.ts'
import type { Outcome } from '../progress/progress.ts'
import { watchUntilEnded } from '../run/watch-until-ended.ts'
import type { SweepsApiOptions } from './sweeps-api.ts'

/** What `status --watch --json` tells, as server-sent events; the stream ends with the sweep. */
export function eventRoutes(api: App, { engine, signal, say }: SweepsApiOptions): void {
  const stream = eventStreams()
  const { store } = engine
  api.get('/sweeps/:sweep/events', async (c) => {
    const sweep = await findSweep(engine, c.req.param('sweep'))
    const total = sweepTrials(sweep.spec, networkObjective).count
    return stream(c, async (send, gone) => {
      const data = (line: string) => send({ event: String(JSON.parse(line).event), data: line.trimEnd() })
      const view = jsonProgress({ store, sweep, total, screen: { say }, out: { data } })
      let outcome: Outcome = 'failed'
      try {
        const end = await watchUntilEnded({ store, sweep, total, view, signal: AbortSignal.any([gone, signal]) })
        outcome = end === 'ended' ? 'ended' : 'left'
      } catch (error) {
        say(`${sweep.name}: no longer told by HTTP: ${(error as Error).message}`)
      }
      view.close(outcome)
    })
  })
}
