import type { TrialId } from '@hypersweep/sweep'
import type { QueueServer } from './lossy-queue.ts'
import type { SimulatedDriver } from './simulated-driver.ts'
import type { SimulatedWorker } from './simulated-worker.ts'
import type { SpoilableDisk } from './spoilable-disk.ts'

export const EVENTS = [
  'kill a worker',
  'lose a machine',
  'drain a worker',
  'cut a worker off',
  'lose a reply',
  'send twice',
  'lose the queue',
  'hand out twice',
  'fill the disk',
  'tear a checkpoint',
  'kill the driver',
] as const

/** A fault, at a time of the sweep. */
export interface SimulatedEvent {
  kind: (typeof EVENTS)[number]
  atMs: number
  /** Which worker or trial. */
  target: number
  /** For how long, where there is a how long. */
  ms: number
}

/** Whom faults may hit. */
export interface Stage {
  workers: readonly SimulatedWorker[]
  driver: SimulatedDriver
  server: QueueServer
  disk: SpoilableDisk
  trials: readonly TrialId[]
}

export function strike({ kind, target, ms }: SimulatedEvent, { workers, driver, server, disk, trials }: Stage): void {
  const worker = workers[target % workers.length]!
  const { line } = worker
  const forAWhile = (begin: () => void, end: () => void) => {
    begin()
    setTimeout(end, ms)
  }
  const does: Record<SimulatedEvent['kind'], () => unknown> = {
    'kill a worker': worker.kill,
    'lose a machine': () => worker.lose(ms),
    'drain a worker': worker.drain,
    'cut a worker off': () => forAWhile(line.cut, line.heal),
    'lose a reply': line.loseReply,
    'send twice': line.duplicate,
    'lose the queue': server.lose,
    'hand out twice': server.unlock,
    'fill the disk': () => forAWhile(disk.fill, disk.free),
    'tear a checkpoint': () => disk.tear(trials[target % trials.length]!),
    'kill the driver': () => forAWhile(driver.kill, driver.start),
  }
  void does[kind]()
}
