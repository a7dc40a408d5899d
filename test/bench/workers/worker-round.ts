import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { privateRedis, redisSweepStore } from '@hypersweep/adapters'
import { startProcess } from '../../faults/table/process.ts'
import { stopServer } from '../../stop-server.ts'
import { machineSeconds, processorSeconds } from './processor-seconds.ts'

export interface WorkerRound {
  /** For all that it writes. */
  dir: string
  redisCommand: string
  sweepFile: string
  /** A folder with MNIST. */
  mnist: string
  /** Worker processes, of one thread each. */
  workers: number
  /** More for `--set`. */
  settings: readonly string[]
}

export interface RoundFigures {
  trials: number
  /** From the first claim to the end of the last trial, by the store's clock: the data set is loaded in it. */
  seconds: number
  /** Cores that server, driver and workers used meanwhile, and all others of this machine. */
  ownCores: number
  otherCores: number
}

/** Trains a sweep through a Redis of its own with so many worker processes, which wait for it. */
export async function workerRound({ dir, redisCommand, workers, ...sweep }: WorkerRound): Promise<RoundFigures> {
  mkdirSync(dir, { recursive: true })
  const server = await privateRedis({ dir: join(dir, 'server'), command: redisCommand })
  const start = (...words: string[]) => startProcess([...words, '--redis', server.url], { cwd: dir })
  const places = ['--checkpoints', join(dir, 'checkpoints'), '--data-root', dirname(sweep.mnist)]
  const crew = Array.from({ length: workers }, () => start('worker', '--threads', '1', ...places))
  try {
    await Promise.all(crew.map((worker) => worker.line(/takes trials from/)))
    const sets = [`data.path=${sweep.mnist}`, ...sweep.settings].flatMap((setting) => ['--set', setting])
    const driver = start('run', sweep.sweepFile, '--dir', dir, ...sets)
    const used = () => [server, driver, ...crew].reduce((sum, { pid }) => sum + processorSeconds(pid), 0)
    await Promise.race(crew.map((worker) => worker.line(/trial \d+ claimed/)))
    const begin = { at: performance.now(), own: used(), all: machineSeconds() }
    await driver.line(/^\[(\d+)\/\1[,\]]/)
    const lasted = (performance.now() - begin.at) / 1000
    const [own, all] = [used() - begin.own, machineSeconds() - begin.all]
    const { code, stderr } = await driver.ended
    if (code !== 0) throw new Error(`The sweep ended with ${code}:\n${stderr}`)
    return { ...(await spanOf(server.url)), ownCores: own / lasted, otherCores: Math.max(0, all - own) / lasted }
  } finally {
    for (const { child } of crew) child.kill('SIGTERM')
    await Promise.all(crew.map(({ ended }) => ended))
    await stopServer(server)
  }
}

/** How many trials of the only sweep there are, and the seconds from the first claim of one to the last end of one. */
async function spanOf(url: string): Promise<{ trials: number; seconds: number }> {
  await using store = await redisSweepStore({ url })
  const [sweep] = await store.sweeps()
  const trials = await store.summaries(sweep!.id)
  const times = (await Promise.all(trials.map(({ id }) => store.events(id)))).flat().map(({ at }) => at)
  return { trials: trials.length, seconds: (Math.max(...times) - Math.min(...times)) / 1000 }
}
