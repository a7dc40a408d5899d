import type { App } from '@hypersweep/service'
import { allRecords } from '../all-records.ts'
import { bestJson, bestPlaces, bestTrial } from '../answers/best-trial.ts'
import { hashJson } from '../answers/hash-json.ts'
import { listedSweeps } from '../answers/listed-sweeps.ts'
import { statusJson, sweepStatus } from '../answers/sweep-status.ts'
import { shownTrialJson } from '../answers/trial-json.ts'
import { numberOrder } from '../answers/trials-query.ts'
import { trialsResult } from '../answers/trials-result.ts'
import type { Engine } from '../context.ts'
import { findSweep, findTrial } from '../lookup.ts'
import { trialColumns, usualColumns } from '../view/leaderboard-columns.ts'
import { jsonAnswer } from './json-answer.ts'
import { queryFlags } from './query-flags.ts'

/** Of many thousand rows each answer would be megabytes, unasked. */
const USUAL_TRIALS = 1000

/** What can be read; none of it changes anything. */
export function readRoutes(api: App, { engine }: { engine: Engine }): void {
  api.get('/sweeps', async (c) => jsonAnswer(c, (await listedSweeps(engine.store)).sweeps))
  api.get('/sweeps/:sweep', async (c) => {
    const sweep = await findSweep(engine, c.req.param('sweep'))
    return jsonAnswer(c, statusJson(await sweepStatus(engine, sweep)))
  })
  api.get('/sweeps/:sweep/leaderboard', async (c) => {
    const flags = queryFlags(c.req.queries(), { top: 10 })
    const sweep = await findSweep(engine, c.req.param('sweep'))
    const { result } = await trialsResult({ engine, sweep, flags, usualColumns })
    return jsonAnswer(c, result.json)
  })
  api.get('/sweeps/:sweep/trials', async (c) => {
    const flags = queryFlags(c.req.queries(), { top: USUAL_TRIALS })
    const sweep = await findSweep(engine, c.req.param('sweep'))
    const asked = { engine, sweep, flags, usualColumns: trialColumns, usualOrder: numberOrder(flags) }
    return jsonAnswer(c, (await trialsResult(asked)).result.json)
  })
  api.get('/sweeps/:sweep/trials/:number', async (c) => {
    const sweep = await findSweep(engine, c.req.param('sweep'))
    return jsonAnswer(c, shownTrialJson(await findTrial(engine, sweep, c.req.param('number'))))
  })
  api.get('/sweeps/:sweep/best', async (c) => {
    const trial = await bestTrial(engine, await findSweep(engine, c.req.param('sweep')))
    return jsonAnswer(c, bestJson(trial, await bestPlaces(engine, trial)))
  })
  api.get('/sweeps/:sweep/digest', async (c) => {
    const sweep = await findSweep(engine, c.req.param('sweep'))
    return jsonAnswer(c, hashJson(sweep.name, await allRecords(engine, sweep.id)))
  })
}
