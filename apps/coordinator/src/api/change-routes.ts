import type { App } from '@hypersweep/service'
import { statusJson, sweepStatus } from '../answers/sweep-status.ts'
import { createSweep } from '../changes/create-sweep.ts'
import { deleteSweep, refuseWhileRunning } from '../changes/delete-sweep.ts'
import { holdSweep } from '../changes/hold-sweep.ts'
import { resumeSweep } from '../changes/resume-sweep.ts'
import { findSweep } from '../lookup.ts'
import { jsonAnswer } from './json-answer.ts'
import { oneByOne } from './one-by-one.ts'
import { postedSweep } from './posted-sweep.ts'
import type { SweepsApiOptions } from './sweeps-api.ts'

/** What changes something, with the refusals of the commands; each answers how the sweep then stands. */
export function changeRoutes(api: App, { engine, dataRoot, say }: SweepsApiOptions): void {
  // Each loads the data of its sweep.
  const inTurn = oneByOne()
  api.post('/sweeps', async (c) => {
    const text = await c.req.text()
    const [isThere, sweep] = await inTurn(async () => {
      const prepared = await postedSweep(text, dataRoot)
      const known = await engine.store.sweepNamed(prepared.spec.name)
      return [known !== undefined, (await createSweep(engine, prepared)).sweep] as const
    })
    if (!isThere) say(`${sweep.name}: created by HTTP`)
    const place = { Location: `/api/v1/sweeps/${encodeURIComponent(sweep.name)}` }
    return jsonAnswer(c, statusJson(await sweepStatus(engine, sweep)), isThere ? 200 : 201, place)
  })
  for (const control of ['pause', 'stop', 'cancel'] as const) {
    api.post(`/sweeps/:sweep/${control}`, async (c) => {
      const sweep = await findSweep(engine, c.req.param('sweep'))
      const { status } = await holdSweep(engine, sweep, control)
      if (status === 'held') say(`${sweep.name}: ${control} by HTTP`)
      return jsonAnswer(c, statusJson(await sweepStatus(engine, sweep)))
    })
  }
  api.post('/sweeps/:sweep/resume', async (c) => {
    const sweep = await findSweep(engine, c.req.param('sweep'))
    await resumeSweep(engine, sweep)
    say(`${sweep.name}: resume by HTTP`)
    return jsonAnswer(c, statusJson(await sweepStatus(engine, sweep)))
  })
  api.delete('/sweeps/:sweep', async (c) => {
    const sweep = await findSweep(engine, c.req.param('sweep'))
    await refuseWhileRunning(engine, sweep)
    await deleteSweep(engine, sweep)
    say(`${sweep.name}: deleted by HTTP`)
    return c.body(null, 204)
  })
}
