import { randomStream } from '@hypersweep/numbers'

/** What a soak does to a sweep. */
export const FAULTS = [
  'kill a trainer',
  'kill a worker with all its processes',
  'drain a worker',
  'freeze a trainer',
  'cut a worker off',
  'break connections',
  'lose a reply',
  'kill Redis',
  'end Redis',
  'kill the driver',
  'delete the queue',
  'delete a lock',
  'offer a trial twice',
  'corrupt a checkpoint',
  'truncate a checkpoint',
] as const

export type Fault = (typeof FAULTS)[number]

/** Everything else meets nothing while the server is away: it goes half as often. */
const DRAWN = FAULTS.flatMap((fault) => (/Redis/.test(fault) ? [fault] : [fault, fault]))

export interface PlannedFault {
  fault: Fault
  /** Seconds until the next one. */
  pause: number
  /** In [0, 1): which of those that it could hit. */
  target: number
  /** In [0, 1): how much of it, where there is a how much. */
  extent: number
}

/** The faults of a seed, for so many seconds: the same seed gives the same plan. */
export function planOf(seed: number, seconds: number): PlannedFault[] {
  const stream = randomStream(seed, 'sampler')
  const plan: PlannedFault[] = []
  for (let at = 0; at < seconds; at += plan.at(-1)!.pause) {
    const fault = DRAWN[Math.floor(stream.uniform() * DRAWN.length)]!
    plan.push({ fault, pause: 0.3 + 0.9 * stream.uniform(), target: stream.uniform(), extent: stream.uniform() })
  }
  return plan
}
