import type { SweepRecord, SweepStore } from '@hypersweep/sweep'
import type { ListedSweepJson } from '../schemas/sweeps.ts'
import { snapshot } from '../view/snapshot.ts'

/** All sweeps of a store, in the order in which they were created, each with its counts and its best score. */
export async function listedSweeps(store: SweepStore): Promise<ListedSweepJson[]> {
  const sweeps = await store.sweeps()
  return Promise.all(sweeps.map((sweep) => listedSweep(store, sweep)))
}

async function listedSweep(store: SweepStore, sweep: SweepRecord): Promise<ListedSweepJson> {
  const [control, summaries] = await Promise.all([store.control(sweep.id), store.summaries(sweep.id)])
  const shot = snapshot({
    sweep,
    summaries,
    total: summaries.length,
    records: [],
    engine: '',
    pace: {},
  })
  return {
    name: sweep.name,
    id: sweep.id,
    control,
    createdAt: new Date(sweep.createdAt).toISOString(),
    method: sweep.spec.method,
    trials: shot.total,
    complete: shot.complete,
    running: shot.running.length,
    waiting: shot.waiting,
    failed: shot.failed,
    cancelled: shot.cancelled,
    metric: sweep.spec.metric.name,
    best: shot.best?.score ?? null,
    bestTrial: shot.best?.number ?? null,
  }
}
