import { offerLost } from '@hypersweep/runner'
import { type Control, isEnded, type SweepRecord } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'

/** Takes back pause, stop or cancel. */
export async function resumeSweep(engine: Engine, sweep: SweepRecord): Promise<{ before: Control; open: number }> {
  const before = await engine.store.control(sweep.id)
  await engine.store.setControl(sweep.id, 'run')
  await offerAll(engine, sweep)
  const open = (await engine.store.summaries(sweep.id)).filter((trial) => !isEnded(trial)).length
  return { before, open }
}

/** Workers that are elsewhere may have no driver who would offer them anything. */
async function offerAll({ store, queue, isPrivate }: Engine, { id }: SweepRecord): Promise<void> {
  if (isPrivate) return
  const known = await queue.known()
  await offerLost({ store, queue, known, summaries: await store.summaries(id) })
}
