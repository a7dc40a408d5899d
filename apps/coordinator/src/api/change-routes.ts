import { type App, Refusal } from '@hypersweep/service'
import { statusJson, sweepStatus } from '../answers/sweep-status.ts'
import { createSweep } from '../changes/create-sweep.ts'
import { deleteSweep, refuseWhileRunning } from '../changes/delete-sweep.ts'
import { holdSweep } from '../changes/hold-sweep.ts'
import { resumeSweep } from '../changes/resume-sweep.ts'
import { findSweep } from '../lookup.ts'
import { jsonAnswer } from './json-answer.ts'
import { postedSweep } from './posted-sweep.ts'
import type { SweepsApiOptions } from './sweeps-api.ts'

/** What changes something, with the refusals of the commands; each answers how the sweep then stands. */
export function changeRoutes(api: App, { engine, dataRoot, say }: SweepsApiOptions): void {
  const oneByOne = exclusive()
  api.post('/sweeps', async (c) => {
    const text = await c.req.text()
    const [isThere, sweep] = await oneByOne(async () => {
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

/** One at a time: each loads the data of its sweep. */
function exclusive() {
  let isBusy = false
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (isBusy) {
      const fix = 'Try again in a moment.'
      throw new Refusal(429, 'CREATING', 'Another sweep is being created.', fix, { headers: { 'Retry-After': '1' } })
    }
    isBusy = true
    try {
      return await work()
    } finally {
      isBusy = false
    }
  }
}
