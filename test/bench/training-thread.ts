import { once } from 'node:events'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import type { Dataset } from '@hypersweep/core'
import { stopwatch } from './contenders/serve.ts'
import { type Engine, kernelsOf, trainWork } from './engine.ts'
import type { Measurement } from './protocol.ts'
import type { Work } from './works.ts'

interface ThreadData {
  engine: Engine
  data: Dataset
  work: Work
}

/** A thread that trains whenever it is asked to; it keeps its arrays in between. */
export interface TrainingThread extends AsyncDisposable {
  train(seconds: number): Promise<Measurement>
}

export function trainingThread(data: ThreadData): TrainingThread {
  const worker = new Worker(new URL(import.meta.url), { workerData: data })
  return {
    async train(seconds) {
      worker.postMessage(seconds)
      const [measurement] = await once(worker, 'message')
      return measurement as Measurement
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate()
    },
  }
}

// The same file is the thread's program.
if (parentPort) {
  const { engine, data, work } = workerData as ThreadData
  const kernels = kernelsOf(engine)
  parentPort.on('message', (seconds: number) => {
    const watch = stopwatch(seconds)
    trainWork(work, data, kernels, () => watch.isOver(1))
    parentPort!.postMessage(watch.measurement())
  })
}
