import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findRedisServer } from '@hypersweep/adapters'
import { median, spread } from './statistics.ts'
import { figure, table, times } from './table.ts'
import { driverShare } from './workers/driver-share.ts'
import { type RoundFigures, workerRound } from './workers/worker-round.ts'

// What a second worker process brings, and what a driver uses of a core where a hundred train.
// Ends with code 1 where a promise is broken.

const HELP = `pnpm bench:workers [--only scaling|driver] [--rounds 3] [--set key=value ...]
                   [--workers 100] [--seconds 60] [--epochs 5] [--epoch-seconds 0.5]

scaling  examples/mnist.yaml by one worker process of one thread and by two, in turn, --rounds times
driver   the processor that hypersweep serve uses while --workers simulated ones train for --seconds; each of their
         trials sleeps for --epochs times --epoch-seconds`

const root = join(import.meta.dirname, '../..')
const LEAST_RATIO = 1.8
const MOST_SHARE = 0.02
/** Cores that others may use without making a ratio doubtful. */
const CALM = 0.1

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    set: { type: 'string', multiple: true, default: [] },
    workers: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '60' },
    epochs: { type: 'string', default: '5' },
    'epoch-seconds': { type: 'string', default: '0.5' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const dir = mkdtempSync(join(tmpdir(), 'hypersweep-workers-'))
const cacheDir = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hypersweep/redis')
const redisCommand = await findRedisServer({ cacheDir, log: console.error })
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`)
try {
  if (values.only !== 'driver') await scaling()
  if (values.only !== 'scaling') await driver()
} finally {
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
}

async function scaling(): Promise<void> {
  const mnist = resolve(process.env['HYPERSWEEP_MNIST'] ?? join(root, 'data/mnist'))
  const sweepFile = join(root, 'examples/mnist.yaml')
  const figures = new Map<number, RoundFigures[]>([1, 2].map((workers) => [workers, []]))
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [workers, found] of figures) {
      const place = join(dir, `scaling-${round}-${workers}`)
      const settings = values.set
      found.push(await workerRound({ dir: place, redisCommand, sweepFile, mnist, workers, settings }))
    }
  }
  const rows = [['examples/mnist.yaml', 'trials', 'trials/s', 'rounds apart', 'cores', 'cores of others']]
  for (const [workers, found] of figures) {
    const rates = found.map(rate)
    const cores = [found.map(({ ownCores }) => ownCores), found.map(({ otherCores }) => otherCores)].map(median)
    const words = [found[0]!.trials, figure(median(rates)), percent(spread(rates)), ...cores.map(figure)].map(String)
    rows.push([`${workers} worker${workers > 1 ? 's' : ''} of one thread`, ...words])
  }
  console.log(`\nMedians of ${values.rounds} rounds, in turn.\n\n${table(rows)}\n`)
  const others = Math.max(...[...figures.values()].flat().map(({ otherCores }) => otherCores))
  if (others > CALM) console.log(`doubtful: others of this machine used up to ${others.toFixed(2)} cores meanwhile`)
  const [one, two] = [1, 2].map((workers) => median(figures.get(workers)!.map(rate)))
  check(`two workers do ${times(two! / one!)} of one; ${LEAST_RATIO}x is to be reached`, two! / one! >= LEAST_RATIO)
}

async function driver(): Promise<void> {
  const [workers, seconds, epochs] = [values.workers, values.seconds, values.epochs].map(Number) as [
    number,
    number,
    number,
  ]
  const epochSeconds = Number(values['epoch-seconds'])
  const found = await driverShare({ dir: join(dir, 'driver'), redisCommand, workers, seconds, epochs, epochSeconds })
  const rows = [
    ['of a core', `over ${seconds} s`],
    ['driver (hypersweep serve)', percent(found.driver)],
    ['Redis', percent(found.redis)],
    [`${workers} simulated workers, one process`, percent(found.workers)],
    ['others of this machine', percent(found.others)],
  ]
  const trials = `${epochs} epochs of ${epochSeconds} s each: ${found.trialsPerSecond.toFixed(1)} trials ended a second`
  console.log(`\n${found.running} trials were under way, ${trials}.\n\n${table(rows)}\n`)
  check(
    `the driver uses ${percent(found.driver)} of a core; under ${percent(MOST_SHARE)} is promised`,
    found.driver < MOST_SHARE,
  )
}

function rate({ trials, seconds }: RoundFigures): number {
  return trials / seconds
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function check(what: string, isKept: boolean): void {
  console.log(`${isKept ? 'kept ' : 'BROKEN'} ${what}`)
  if (!isKept) process.exitCode = 1
}
