import { randomUUID } from 'node:crypto'
import type { SweepRecord } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'

/** Of a sweep that is held: a trial whose worker has died runs no longer, and waits or is cancelled. */
export async function leaveToTheLiving(engine: Engine, { id }: SweepRecord): Promise<void> {
  const { store } = engine
  using lock = engine.lock(id)
  if (lock) await engine.recover(id)
  const running = (await store.summaries(id)).filter((trial) => trial.state.status === 'running')
  for (const trial of running) {
    const reply = await store.claim(trial.id, { token: randomUUID(), worker: '' })
    // Somebody has taken back what held it in between.
    if (reply.status === 'claimed') await store.release(reply.claim)
  }
}
