import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { MemorySample } from './flatness.ts'
import { residentMb } from './resident.ts'

export interface LoadRun {
  dir: string
  redis: string
  sweepFile: string
  workers: number
}

export interface LoadFigures {
  /** By process: `driver`, `worker 1`. */
  memory: ReadonlyMap<string, readonly MemorySample[]>
  /** How late the driver's event loop was at most in each second, from the first trial's end to the last one's. */
  lateMs: readonly number[]
  /** The same of a process that does nothing: what the machine alone, and all that shares it, make of a timer. */
  idleLateMs: readonly number[]
  /** For how long the driver computed at a stretch at most, in each of those seconds. */
  busyMs: readonly number[]
  /** The same before and after: modules are loaded, data prepared; the ensemble is chosen. */
  lateAroundMs: number
  /** From the first trial's end to the last one's. */
  seconds: number
  exitCode: number | null
  stderr: string
}

const root = join(import.meta.dirname, '../../..')
const main = (app: string) => join(root, 'apps', app, 'src/main.ts')

/** Runs a sweep by the command line: one driver, and workers of one thread each. */
export async function loadRun({ dir, redis, sweepFile, workers }: LoadRun): Promise<LoadFigures> {
  const [delays, idleDelays] = [join(dir, 'delays'), join(dir, 'idle-delays')]
  const noting = (file: string) => ['--import', `${new URL('loop-delay.ts', import.meta.url)}?file=${file}`]
  const work = ['--redis', redis, '--threads', '1', '--checkpoints', join(dir, 'checkpoints'), '--data-root', dir]
  const processes = Array.from({ length: workers }, () => start([main('worker'), ...work], dir))
  const idle = start([...noting(idleDelays), '--eval', 'setInterval(() => undefined, 1e6)'], dir)
  const driver = start([...noting(delays), main('coordinator'), 'run', sweepFile, '--redis', redis, '--dir', dir], dir)
  const watched = watch(driver)
  const memory = new Map<string, MemorySample[]>()
  const sample = () => {
    for (const [index, child] of [driver, ...processes].entries()) {
      const name = index === 0 ? 'driver' : `worker ${index}`
      memory.set(name, [...(memory.get(name) ?? []), { ended: watched.ended(), megabytes: residentMb(child.pid!) }])
    }
  }
  const sampling = setInterval(sample, 1000)
  const [exitCode] = (await once(driver, 'close')) as [number | null]
  clearInterval(sampling)
  await Promise.all([...processes, idle].map(drained))
  const [seen, seenIdle] = [delays, idleDelays].map(readDelays) as [Delay[], Delay[]]
  const [from, to] = watched.span()
  // A second's note tells of the second before it.
  const isUnderLoad = ({ at }: Delay) => at > from + 1000 && at <= to
  const latest = (some: readonly Delay[]) => Math.max(0, ...some.map(({ lateMs }) => lateMs))
  return {
    memory,
    lateMs: seen.filter(isUnderLoad).map(({ lateMs }) => lateMs),
    idleLateMs: seenIdle.filter(isUnderLoad).map(({ lateMs }) => lateMs),
    busyMs: seen.filter(isUnderLoad).map(({ busyMs }) => busyMs),
    lateAroundMs: latest(seen.filter((each) => !isUnderLoad(each))),
    seconds: (to - from) / 1000,
    exitCode,
    stderr: watched.stderr(),
  }
}

interface Delay {
  at: number
  lateMs: number
  busyMs: number
}

function readDelays(file: string): Delay[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Delay)
}

function start(args: readonly string[], cwd: string): ChildProcess {
  const node = ['--conditions=hypersweep-source', ...args]
  return spawn(process.execPath, node, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
}

/** What the driver has said: each trial that ended is a line of its own, `[17/10000, 30 s left] trial 4 complete`. */
function watch(driver: ChildProcess) {
  let [ended, first, last, stderr] = [0, 0, 0, '']
  driver.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    const places = [...text.matchAll(/^\[(\d+)\//gm)].map(([, place]) => Number(place))
    if (places.length === 0) return
    ended = Math.max(ended, ...places)
    first ||= Date.now()
    last = Date.now()
  })
  return { ended: () => ended, span: () => [first, last] as const, stderr: () => stderr }
}

/** Told to end; by force where it does not. */
async function drained(worker: ChildProcess): Promise<void> {
  worker.stderr!.resume()
  const ended = once(worker, 'close')
  worker.kill('SIGTERM')
  if ((await Promise.race([ended, pause(30_000, 'late', { ref: false })])) !== 'late') return
  worker.kill('SIGKILL')
  await ended
}
