import type { Kernels } from '@hypersweep/core'
import type { CheckpointStore, SweepRecord, SweepStore, TrialQueue } from '@hypersweep/sweep'
import type { Log } from '../../log.ts'
import type { TrainJob } from '../../pool/messages.ts'
import { reconcileWhenIdle } from '../../reconcile/reconcile-when-idle.ts'
import { giveBack } from '../../supervisor/give-back.ts'
import { runTrial } from '../../trial/run-trial.ts'
import { solitude } from '../../trial/solitude.ts'
import { type ClaimUnderWay, underWay } from '../../trial/under-way.ts'
import { tinyData } from '../tiny-job.ts'
import { consume, type QueueServer } from './lossy-queue.ts'
import { pacedPool } from './paced-pool.ts'
import { pause } from './pause.ts'
import { behind, type Wire, wire } from './wire.ts'

export interface WorkerOptions {
  name: string
  kernels: Kernels
  sweep: SweepRecord
  store: SweepStore
  server: QueueServer
  checkpoints: CheckpointStore
  leaseMs: number
  latencyMs: () => number
  onCompute: (job: TrainJob, isComputing: boolean) => void
  log: Log
}

/** A worker with its supervisor, on a clock that tests move. */
export interface SimulatedWorker {
  readonly line: Wire
  /** The process dies; its supervisor gives back what it was training and starts another. */
  kill(): Promise<void>
  /** The machine is gone with both, and comes back after a while. */
  lose(forMs: number): Promise<void>
  /** It is asked to leave, and is started anew when it has left. */
  drain(): Promise<void>
  /** For good. */
  end(): void
}

interface Life {
  /** Whether it has ended, or was asked to. */
  isOver: boolean
  line: Wire
  claims: readonly ClaimUnderWay[]
  leave: AbortController
  left: Promise<void>
  die(): void
}

const THREADS = 2
const BATCH_MS = 100
const BATCHES = 3
const RESTART_MS = 300

export function simulatedWorker(options: WorkerOptions): SimulatedWorker {
  let isOver = false
  let life = begin(options)
  /** Lets this life end as `ending` does, unless it has already, and begins the next one after a while. */
  const liveOn = async (afterMs: number, ending: (life: Life) => Promise<void>) => {
    const last = life
    if (last.isOver) return
    last.isOver = true
    await ending(last)
    last.die()
    await pause(afterMs)
    if (!isOver) life = begin(options)
  }
  return {
    get line() {
      return life.line
    },
    kill: () =>
      liveOn(RESTART_MS, async ({ die, claims }) => {
        die()
        const { store, server } = options
        await giveBack({ store, queue: queueOf(server) }, claims, 'signal SIGKILL')
      }),
    lose: (forMs) => liveOn(forMs, async ({ die }) => die()),
    drain: () =>
      liveOn(RESTART_MS, async ({ leave, left }) => {
        leave.abort()
        await left
      }),
    end() {
      isOver = true
      life.die()
    },
  }
}

/** A worker process, as `runWorker` puts one together. */
function begin({ kernels, sweep, leaseMs, latencyMs, onCompute, name, log, ...options }: WorkerOptions): Life {
  const line = wire(latencyMs)
  const store = behind(line, options.store)
  const server = behind(line, options.server)
  const pool = pacedPool({ threads: THREADS, kernels, batchMs: BATCH_MS, batchesPerEpoch: BATCHES, onCompute })
  const leave = new AbortController()
  const trials = underWay((claims) => {
    life.claims = claims
  })
  const context = {
    store,
    checkpoints: options.checkpoints,
    pool,
    openSweep: async () => ({ sweep, data: tinyData() }),
    worker: name,
    leaseMs,
    solitude: solitude(),
    underWay: trials,
    log,
    signal: leave.signal,
  }
  const queue = queueOf(server)
  const idle = reconcileWhenIdle({ store, queue, isBusy: () => trials.size > 0, everyMs: leaseMs, log })
  const life: Life = {
    isOver: false,
    line,
    claims: [],
    leave,
    left: Promise.resolve(),
    die() {
      line.die()
      pool.die()
      idle[Symbol.dispose]()
    },
  }
  const { signal } = leave
  const handle = (trial: Parameters<typeof runTrial>[0]) => runTrial(trial, context)
  life.left = consume({ server, lockMs: leaseMs, concurrency: THREADS, signal, handle })
  return life
}

/** The server as a driver or a supervisor sees it. */
export function queueOf(server: QueueServer): TrialQueue {
  return {
    offer: server.offer,
    known: server.known,
    depth: () => Promise.reject(new Error('nobody counts here')),
    consume: () => Promise.reject(new Error('nobody consumes here')),
    [Symbol.asyncDispose]: async () => undefined,
  }
}
