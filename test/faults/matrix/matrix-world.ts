import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  bullmqTrialQueue,
  fileCheckpointStore,
  memoryTrialQueue,
  redisSweepStore,
  sqliteSweepStore,
} from '@hypersweep/adapters'
import { networkObjective, numericsId, prepareData, runWorker } from '@hypersweep/runner'
import { isEnded, parseSweep, sweepTrials, type TrialRecord, trialId } from '@hypersweep/sweep'
import type { Cell, FailPoint } from './fail-point.ts'
import { failingFiles } from './failing-files.ts'
import { failingPorts, type Ports } from './failing-ports.ts'
import { rateOf, SOUND_RATE } from './thread-effects.ts'

/** Where a world is, for the processes that share it. */
export type Engine = { kind: 'sqlite' } | { kind: 'redis'; url: string; prefix: string }

/** Soon over, so that who is killed or hangs is soon replaced. */
const LEASE_MS = 1500
const EPOCHS = 4
const SWEEP_ID = 'matrix0000'
const TRIAL = trialId(SWEEP_ID, 0)

function sweepText(rate: number): string {
  return `
name: matrix
method: grid
parameters: { learning_rate: { values: [${rate}] } }
data: { source: moons, rows: 200 }
model: { layers: [{ dense: 8, activation: tanh, dropout: 0.25 }, { dense: 2 }] }
training: { optimizer: adam, epochs: ${EPOCHS}, batch_size: 16 }
limits: { stall_seconds: 4 }
seed: 5
`
}

/** A sweep of one trial, in a folder, and workers on it. */
export interface MatrixWorld extends AsyncDisposable {
  folder: string
  /** Runs a worker until `signal` aborts, with a fault in it where one is given. */
  work(worker: string, signal: AbortSignal, point?: FailPoint): Promise<void>
  /** Resolves when the trial has ended. */
  ended(): Promise<TrialRecord>
  /** Resolves when the queue knows nothing any more. */
  idle(): Promise<void>
}

export interface WorldOptions {
  engine: Engine
  /** Of a world that was begun before: its trial is offered once more. */
  folder?: string
  /** What is tried; else nothing fails. */
  cell?: Cell
  /** The trial's first checkpoint, where it shall have one. */
  firstCheckpoint?: Uint8Array
  leaseMs?: number
}

export async function matrixWorld(options: WorldOptions): Promise<MatrixWorld> {
  const { engine, folder, cell, firstCheckpoint, leaseMs = LEASE_MS } = options
  const home = folder ?? mkdtempSync(join(tmpdir(), 'hypersweep-matrix-'))
  const ports = await open(engine, home, leaseMs)
  if (folder === undefined) await begin(ports, cell?.step === 'train' ? rateOf(cell.effect) : SOUND_RATE)
  if (firstCheckpoint) await ports.checkpoints.save(TRIAL, { epoch: 1, step: 0 }, firstCheckpoint)
  await ports.queue.offer([{ trial: TRIAL, generation: folder === undefined ? 0 : 1 }])
  return {
    folder: home,
    async work(worker, signal, point) {
      using _files = point && failingFiles(home, point)
      await runWorker({
        ...(point ? failingPorts(ports, point) : ports),
        threads: 1,
        worker,
        dataRoot: home,
        log: () => undefined,
        signal,
        leaseMs,
        ...(point && { threadEntry: new URL('./failing-thread.ts', import.meta.url) }),
      })
    },
    async ended() {
      for (;;) {
        const record = (await ports.store.trial(TRIAL))!
        if (isEnded(record)) return record
        await pause(10)
      }
    },
    async idle() {
      while ((await ports.queue.known()).size > 0) await pause(10)
    },
    async [Symbol.asyncDispose]() {
      await ports.queue[Symbol.asyncDispose]()
      await ports.store[Symbol.asyncDispose]()
      if (folder === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function open(engine: Engine, home: string, leaseMs: number): Promise<Ports> {
  const checkpoints = fileCheckpointStore({ dir: join(home, 'checkpoints') })
  if (engine.kind === 'sqlite') {
    const store = sqliteSweepStore({ path: join(home, 'store.sqlite'), leaseMs })
    return { store, checkpoints, queue: memoryTrialQueue({ laterMs: 50 }) }
  }
  const { url, prefix } = engine
  const store = await redisSweepStore({ url, prefix, leaseMs })
  const queue = await bullmqTrialQueue({ url, prefix, laterMs: 50, lockMs: leaseMs })
  return { store, checkpoints, queue }
}

async function begin({ store }: Ports, rate: number): Promise<void> {
  const { spec } = await prepareData(parseSweep(sweepText(rate), networkObjective).spec, { root: '.' })
  await store.addSweep({ id: SWEEP_ID, name: 'matrix', spec, numerics: await numericsId(), createdAt: 0 })
  await store.addTrials(SWEEP_ID, [sweepTrials(spec, networkObjective).trial(0)])
}

/** What is in the folder of the trial's checkpoints. */
export function filesOf({ folder }: Pick<MatrixWorld, 'folder'>): string[] {
  return readdirSync(join(folder, 'checkpoints', TRIAL)).sort()
}

export function fileOf({ folder }: Pick<MatrixWorld, 'folder'>, name: string): Uint8Array {
  return readFileSync(join(folder, 'checkpoints', TRIAL, name))
}
