import type { SweepRecord, SweepStore } from '@hypersweep/sweep'
import { isUnreadable } from '../errors.ts'
import type { ListedSweepJson } from '../schemas/sweeps.ts'
import { snapshot } from '../view/snapshot.ts'

export interface ListedSweeps {
  sweeps: ListedSweepJson[]
  /** Those that cannot be listed for what the store holds of them, each with why. */
  unreadable: { name: string; why: string }[]
}

/** All sweeps of a store, in the order in which they were created, each with its counts and its best score. */
export async function listedSweeps(store: SweepStore): Promise<ListedSweeps> {
  const listed: ListedSweeps = { sweeps: [], unreadable: [] }
  const sweeps = await store.sweeps()
  const lines = await Promise.allSettled(sweeps.map((sweep) => listedSweep(store, sweep)))
  for (const [index, line] of lines.entries()) {
    if (line.status === 'fulfilled') listed.sweeps.push(line.value)
    else if (isUnreadable(line.reason)) listed.unreadable.push({ name: sweeps[index]!.name, why: line.reason.message })
    else throw line.reason
  }
  return listed
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
