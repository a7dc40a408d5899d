import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { privateRedis, redisSweepStore } from '@hypersweep/adapters'
import { startProcess } from '../../faults/table/process.ts'
import { stopServer } from '../../stop-server.ts'
import { machineSeconds, processorSeconds } from './processor-seconds.ts'

export interface DriverShare {
  /** For all that it writes. */
  dir: string
  redisCommand: string
  workers: number
  /** Of each trial, and for how long each simulated worker sleeps in one. */
  epochs: number
  epochSeconds: number
  /** For how long it is measured. */
  seconds: number
}

export interface ShareFigures {
  /** Cores that the driver, the server and the simulated workers used, and all others of this machine. */
  driver: number
  redis: number
  workers: number
  others: number
  /** Trials that ended while it was measured, a second. */
  trialsPerSecond: number
  /** How many trials were under way at its end. */
  running: number
}

/** Connections, the first claims and the compiling of code are no part of what a driver uses in a week. */
const WARM_UP_SECONDS = 15

/** What the driver of `serve` uses of a core while so many workers train. */
export async function driverShare(options: DriverShare): Promise<ShareFigures> {
  const { dir, redisCommand, workers, epochs, epochSeconds, seconds } = options
  mkdirSync(dir, { recursive: true })
  const trials = Math.ceil((1.5 * workers * (seconds + 2 * WARM_UP_SECONDS)) / (epochs * epochSeconds)) + workers
  writeFileSync(join(dir, 'crowd.yaml'), sweepText(trials, epochs))
  const server = await privateRedis({ dir: join(dir, 'server'), command: redisCommand })
  const places = ['--redis', server.url, '--dir', dir]
  const created = await startProcess(['create', 'crowd.yaml', ...places], { cwd: dir }).ended
  if (created.code !== 0) throw new Error(created.stderr)
  const driver = startProcess(['serve', ...places, '--listen', 'none'], { cwd: dir })
  await driver.line(/driving \d+ trials/)
  const crowd = spawn(process.execPath, crowdWords(options, server.url), { stdio: 'inherit' })
  try {
    await pause(1000 * WARM_UP_SECONDS)
    const pids = [driver.pid, server.pid, crowd.pid!]
    const look = async () => ({
      counts: await countsOf(server.url),
      all: machineSeconds(),
      used: pids.map(processorSeconds),
    })
    const before = await look()
    const begin = performance.now()
    await pause(1000 * seconds)
    const lasted = (performance.now() - begin) / 1000
    const after = await look()
    const [driverCores, redis, crowdCores] = after.used.map((used, index) => (used - before.used[index]!) / lasted)
    const own = driverCores! + redis! + crowdCores!
    return {
      driver: driverCores!,
      redis: redis!,
      workers: crowdCores!,
      others: Math.max(0, (after.all - before.all) / lasted - own),
      trialsPerSecond: (after.counts.complete - before.counts.complete) / lasted,
      running: after.counts.running,
    }
  } finally {
    for (const child of [crowd, driver.child]) child.kill('SIGTERM')
    if (crowd.exitCode === null && crowd.signalCode === null) await once(crowd, 'exit')
    await driver.ended
    await stopServer(server)
  }
}

function crowdWords({ dir, workers, epochs, epochSeconds }: DriverShare, url: string): string[] {
  const program = join(import.meta.dirname, 'simulated-workers.ts')
  const numbers = [workers, epochs, epochSeconds].map(String)
  return ['--conditions=hypersweep-source', program, url, join(dir, 'checkpoints'), ...numbers]
}

/** Nobody trains it: only its number of trials and epochs matters, and that the driver has its checkpoints to give up. */
function sweepText(trials: number, epochs: number): string {
  return `name: crowd
method: random
run_cap: ${trials}
metric: { name: val_accuracy, goal: maximize }
parameters:
  learning_rate: { distribution: log_uniform_values, min: 0.001, max: 0.5 }
data: { source: moons, rows: 200, validation: 40 }
model: { layers: [{ dense: 8, activation: tanh }, { dense: 2 }] }
training: { optimizer: nesterov, epochs: ${epochs}, batch_size: 32 }
seed: 1
`
}

async function countsOf(url: string): Promise<{ complete: number; running: number }> {
  await using store = await redisSweepStore({ url })
  const [sweep] = await store.sweeps()
  const states = (await store.summaries(sweep!.id)).map(({ state }) => state.status)
  const count = (status: string) => states.filter((each) => each === status).length
  return { complete: count('complete'), running: count('running') }
}
