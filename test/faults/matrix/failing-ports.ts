import type { CheckpointStore, SweepStore, TrialQueue } from '@hypersweep/sweep'
import type { FailPoint } from './fail-point.ts'

export interface Ports {
  store: SweepStore
  queue: TrialQueue
  checkpoints: CheckpointStore
}

/** The same ports, with a fault in them. */
export function failingPorts({ store, queue, checkpoints }: Ports, point: FailPoint): Ports {
  return {
    store: {
      ...store,
      claim: (trial, owner) => point.at('claim', () => store.claim(trial, owner)),
      async renew(claim) {
        await point.unhung()
        return store.renew(claim)
      },
      report: (claim, report, extra) => point.at('report', () => store.report(claim, report, extra)),
      finish: (claim, end) => point.at('finish', () => store.finish(claim, end)),
    },
    queue: {
      ...queue,
      // A queue learns of an end by what its handler answers.
      consume: (handle, options) =>
        queue.consume(async (trial) => {
          const answer = await handle(trial)
          return answer === 'done' ? point.at('acknowledge', async () => answer) : answer
        }, options),
    },
    checkpoints: { ...checkpoints, load: (trial, ref) => point.at('load', () => checkpoints.load(trial, ref)) },
  }
}
