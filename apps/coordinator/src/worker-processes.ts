import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, WorkerProcess } from './context.ts'
import { CliError } from './errors.ts'

export interface WorkerProcessesOptions {
  count: number
  flags: readonly string[]
  start: Context['startWorker']
  /** Told when a worker has died. */
  say: (line: string) => void
  /** Told what the workers log. */
  log?: (line: string) => void
  /** How long a worker must have lived for its death to count as news and not as a fault of its start. */
  soundMs?: number
}

export interface WorkerProcesses {
  readonly alive: number
  /** Rejects when no worker stays alive. */
  readonly failed: Promise<never>
  /** Asks all to leave and waits until they have. */
  drain(): Promise<void>
  kill(): void
}

const FRUITLESS_STARTS = 3

/** Keeps `count` worker processes alive: one that dies is replaced, unless they die as soon as they start. */
export function workerProcesses(options: WorkerProcessesOptions): WorkerProcesses {
  const { count, say, soundMs = 5000 } = options
  const running = new Set<WorkerProcess>()
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  let isDraining = false

  const keepOne = async (place: number): Promise<void> => {
    for (let fruitless = 0; !isDraining; ) {
      const born = performance.now()
      const { worker, lines } = startOne(options, place)
      running.add(worker)
      const end = await worker.ended
      running.delete(worker)
      if (isDraining) return
      fruitless = performance.now() - born < soundMs ? fruitless + 1 : 0
      if (fruitless >= FRUITLESS_STARTS) throw diesAtStart(end, lines)
      say(`worker ${place} ended (${end}); starting another`)
      await sleep(fruitless * 500)
    }
  }
  const all = Array.from({ length: count }, (_, index) => keepOne(index + 1).catch(failed.reject))
  return {
    get alive() {
      return running.size
    },
    failed: failed.promise,
    async drain() {
      isDraining = true
      for (const worker of running) worker.drain()
      await Promise.all(all)
    },
    kill() {
      isDraining = true
      for (const worker of running) worker.kill()
    },
  }
}

function startOne({ flags, start, log = () => undefined }: WorkerProcessesOptions, place: number) {
  const lines: string[] = []
  const worker = start(flags, (line) => {
    lines.push(line)
    if (lines.length > 5) lines.shift()
    log(`worker ${place}: ${line}`)
  })
  return { worker, lines }
}

function diesAtStart(end: string, lines: readonly string[]): CliError {
  const got = `Worker processes die as soon as they start (${end}).`
  const heard = lines.length > 0 ? `The last one said:\n${lines.join('\n')}` : 'They said nothing.'
  return new CliError('WORKER_DIES', got, heard, { exitCode: 1 })
}
