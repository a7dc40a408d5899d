import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findRedisServer, privateRedis, redisSweepStore } from '@hypersweep/adapters'
import { flatness } from './load/flatness.ts'
import { type LoadFigures, loadRun } from './load/load-run.ts'
import { median } from './statistics.ts'
import { table } from './table.ts'

// Many short trials through a Redis: whether all end once, memory stays flat, and the driver stays awake.
// `pnpm bench:load [--trials 10000] [--workers 4]`. Ends with code 1 where a promise is broken.

const MOST_LATE_MS = 50
const MOST_GROWTH = 0.1

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { trials: { type: 'string', default: '10000' }, workers: { type: 'string', default: '4' } },
})
const [trials, workers] = [Number(values.trials), Number(values.workers)]

const dir = mkdtempSync(join(tmpdir(), 'hypersweep-load-'))
try {
  const command = await findRedisServer({ cacheDir: join(homedir(), '.cache/hypersweep/redis'), log: console.error })
  await using server = await privateRedis({ dir: join(dir, 'server'), command, log: console.error })
  const sweepFile = join(dir, 'load.yaml')
  writeFileSync(sweepFile, sweepText())
  const figures = await loadRun({ dir, redis: server.url, sweepFile, workers })
  report(figures, await countTrials(server.url))
} finally {
  rmSync(dir, { recursive: true, force: true })
}

function sweepText(): string {
  return `name: load
method: random
run_cap: ${trials}
metric: { name: val_loss, goal: minimize }
parameters:
  learning_rate: { distribution: log_uniform_values, min: 0.001, max: 0.5 }
data: { source: moons, rows: 200, validation: 40 }
model: { layers: [{ dense: 8, activation: tanh }, { dense: 2 }] }
training: { optimizer: nesterov, epochs: 3, batch_size: 32 }
seed: 1
`
}

async function countTrials(url: string) {
  await using store = await redisSweepStore({ url })
  const [sweep] = await store.sweeps()
  const summaries = await store.summaries(sweep!.id)
  return {
    complete: summaries.filter(({ state, epoch }) => state.status === 'complete' && epoch === 3).length,
    claimedAgain: summaries.filter(({ claims }) => claims !== 1).length,
  }
}

function report(figures: LoadFigures, { complete, claimedAgain }: Awaited<ReturnType<typeof countTrials>>): void {
  const [late, idle, busy] = [figures.lateMs, figures.idleLateMs, figures.busyMs].map((some) => Math.max(0, ...some))
  const rate = trials / figures.seconds
  console.log(`${trials} trials of 3 epochs, ${workers} workers of one thread: ${rate.toFixed(0)} trials a second`)
  check(`${complete} complete`, figures.exitCode === 0 && complete === trials)
  check(`${claimedAgain} claimed more than once`, claimedAgain === 0)
  check(
    `driver's event loop at most ${late!.toFixed(0)} ms late, median of each second's ${median(figures.lateMs).toFixed(0)} ms`,
    late! <= MOST_LATE_MS,
  )
  const idleMedian = median(figures.idleLateMs).toFixed(0)
  console.log(`      (a process that does nothing: at most ${idle!.toFixed(0)} ms, median ${idleMedian} ms)`)
  console.log(`      (it computed for ${busy!.toFixed(0)} ms at a stretch at most)`)
  console.log(`      (before the first trial and after the last: ${figures.lateAroundMs.toFixed(0)} ms)`)
  const rows = [['resident MB after 1/10, 2/10 ...', 'median', 'grows', 'wanders']]
  for (const [name, samples] of figures.memory) {
    const { megabytes, parts, grows, wanders } = flatness(samples, trials)
    rows.push([`${name}: ${parts.map(Math.round).join(' ')}`, megabytes.toFixed(0), ...[grows, wanders].map(percent)])
    check(`memory of ${name} is flat`, grows <= MOST_GROWTH)
  }
  console.log(`\n${table(rows)}`)
  if (process.exitCode) console.log(`\nThe driver's last words:\n${figures.stderr.split('\n').slice(-12).join('\n')}`)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function check(what: string, isKept: boolean): void {
  console.log(`${isKept ? 'kept ' : 'BROKEN'} ${what}`)
  if (!isKept) process.exitCode = 1
}
