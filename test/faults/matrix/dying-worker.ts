import { type Cell, failPoint } from './fail-point.ts'
import { type Engine, matrixWorld } from './matrix-world.ts'

/** What the process is told on its command line. */
export interface DyingWorker {
  engine: Engine
  cell: Cell
  folder: string
}

// A worker process that does not survive one step of its trial.
const { engine, cell, folder } = JSON.parse(process.argv[2]!) as DyingWorker
const world = await matrixWorld({ engine, folder })
await world.work('dying', new AbortController().signal, failPoint(cell))
