import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { homedir, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findRedisServer, privateRedis, redisSweepStore, sqliteSweepStore } from '@hypersweep/adapters'
import { networkObjective } from '@hypersweep/runner'
import { parseSweep, type SweepRecord, type SweepStore } from '@hypersweep/sweep'
import { fillStore } from './leaderboard/fill-store.ts'
import { timedCommand, timedNode } from './leaderboard/timed-command.ts'
import { median } from './statistics.ts'
import { table } from './table.ts'

// How long the command line takes to answer questions about a sweep of 100 000 trials, in an SQLite file and in a Redis:
// `pnpm bench:leaderboard [--trials 100000] [--rounds 5] [--dir FOLDER]`; with --dir the stores are kept for another time.
// Aims, beyond Node's own start: 0.3 s for the ten best, 1 s for a filter over all. `cpu` is the user time of the process,
// its threads for garbage collection with it; it holds better than `wall` where others use the cores too.

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    trials: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    dir: { type: 'string' },
  },
})
const [trials, rounds] = [Number(values.trials), Number(values.rounds)]

const QUESTIONS: readonly (readonly string[])[] = [
  ['leaderboard', 'few'],
  ['leaderboard', 'many', '--top', '10'],
  ['best', 'many'],
  ['leaderboard', 'many', '--filter', 'val_accuracy > 0.5 and dropout <= 0.2'],
  ['leaderboard', 'many', '--filter', 'val_loss < 0.3 or not (hidden in (32, 64))', '--sort', 'val_loss,dropout:desc'],
  ['leaderboard', 'many', '--group-by', 'hidden,dropout'],
  ['trials', 'many', '-f', 'csv', '-o', 'trials.csv'],
]

const dir = values.dir ?? mkdtempSync(join(tmpdir(), 'hypersweep-leaderboard-'))
mkdirSync(dir, { recursive: true })
try {
  const command = await findRedisServer({ cacheDir: join(homedir(), '.cache/hypersweep/redis'), log: console.error })
  await using server = await privateRedis({ dir: join(dir, 'redis'), command, log: console.error })
  await fill('SQLite', sqliteSweepStore({ path: join(dir, 'sweeps.sqlite') }))
  await fill('Redis', await redisSweepStore({ url: server.url }))
  const flags = { SQLite: ['--dir', dir], Redis: ['--redis', server.url, '--dir', dir] }
  await report(flags)
} finally {
  if (values.dir === undefined) rmSync(dir, { recursive: true, force: true })
}

async function fill(name: string, opened: SweepStore): Promise<void> {
  await using store = opened
  for (const [sweep, count] of [
    [sweepOf('few'), 10],
    [sweepOf('many'), trials],
  ] as const) {
    if ((await store.sweepNamed(sweep.name)) !== undefined) continue
    console.error(`${name}: ${count} trials are written …`)
    await fillStore(store, sweep, count)
  }
}

function sweepOf(name: string): SweepRecord {
  const text = `name: ${name}
method: random
run_cap: ${trials}
parameters: { learning_rate: { distribution: log_uniform_values, min: 0.0001, max: 0.1 } }
data: { source: digits, rows: 1000, validation: 200 }
model: { layers: [{ dense: 10 }] }
training: { optimizer: sgd, epochs: 5 }
`
  const { spec } = parseSweep(text, networkObjective)
  return { id: `${name}000000`.slice(0, 10), name, spec, numerics: 'bench', createdAt: 0 }
}

/** Rounds go through all questions in turn, so that what else the machine does meets them alike. */
async function report(stores: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const start: { wall: number; cpu: number }[] = []
  const found = new Map<string, { wall: number; cpu: number }[]>()
  for (let round = 0; round < rounds; round += 1) {
    start.push(await timedNode(dir))
    for (const [store, flags] of Object.entries(stores)) {
      for (const question of QUESTIONS) {
        const key = `${store}\t${question.join(' ')}`
        found.set(key, [...(found.get(key) ?? []), await timedCommand([...question, ...flags], dir)])
      }
    }
  }
  const cpuOf = (times: readonly { cpu: number }[]) => median(times.map(({ cpu }) => cpu))
  const wallOf = (times: readonly { wall: number }[]) => median(times.map(({ wall }) => wall))
  const rows = [...found].map(([key, times]) => {
    const [store, question] = key.split('\t')
    const numbers = [wallOf(times), cpuOf(times), cpuOf(times) - cpuOf(start)]
    return [question!, store!, ...numbers.map((seconds) => seconds.toFixed(2))]
  })
  console.log(`${trials} trials, medians of ${rounds} rounds, load ${loadavg()[0]!.toFixed(1)}; seconds`)
  const node = ['node -e 0', '', wallOf(start).toFixed(2), cpuOf(start).toFixed(2), '']
  console.log(table([['question', 'store', 'wall', 'cpu', 'cpu beyond node'], node, ...rows]))
}
