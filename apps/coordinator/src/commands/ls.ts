import type { SweepRecord, SweepStore } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context } from '../context.ts'
import type { ListedSweepJson } from '../schemas/sweeps.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { metricText } from '../view/amounts.ts'
import { nameUnder } from '../view/control-text.ts'
import { snapshot } from '../view/snapshot.ts'
import { formatOption, type Result, type ResultFlags, writeResult } from './result-options.ts'

export function lsCommand(context: Context): Command {
  const command = new Command('ls')
    .description('list all sweeps')
    .addHelpText('after', '\nExample:\n  hypersweep ls\n  hypersweep ls --redis auto -f json')
    .action((flags: StoreFlags & ResultFlags) =>
      withEngine(flags, context, async ({ store, where, elsewhere }) => {
        const sweeps = await store.sweeps()
        const lines = await Promise.all(sweeps.map((sweep) => lineOf(store, sweep)))
        if (lines.length === 0)
          context.err.write(`No sweeps in ${where} yet. ${elsewhere ?? 'hypersweep init writes a first one.'}\n`)
        if (lines.length > 0 || flags.format !== 'table') await writeResult(resultOf(lines), flags, context)
      }),
    )
  return formatOption(storeOptions(command))
}

async function lineOf(store: SweepStore, sweep: SweepRecord): Promise<ListedSweepJson> {
  const [control, summaries] = await Promise.all([store.control(sweep.id), store.summaries(sweep.id)])
  const shot = snapshot({
    sweep,
    summaries,
    total: summaries.length,
    records: [],
    engine: '',
    pace: {},
  })
  return {
    name: sweep.name,
    id: sweep.id,
    control,
    createdAt: new Date(sweep.createdAt).toISOString(),
    method: sweep.spec.method,
    trials: shot.total,
    complete: shot.complete,
    running: shot.running.length,
    waiting: shot.waiting,
    failed: shot.failed,
    cancelled: shot.cancelled,
    metric: sweep.spec.metric.name,
    best: shot.best?.score ?? null,
    bestTrial: shot.best?.number ?? null,
  }
}

function resultOf(lines: readonly Awaited<ReturnType<typeof lineOf>>[]): Result {
  const counts = ['trials', 'complete', 'running', 'waiting', 'failed', 'cancelled'] as const
  return {
    columns: [
      { header: 'sweep', cuttable: true },
      ...counts.map((header) => ({ header, align: 'right' as const })),
      { header: 'best', align: 'right' },
      { header: 'metric', cuttable: true },
      { header: 'method' },
      { header: 'created' },
    ],
    rows: lines.map((line) => [
      nameUnder(line.control, line.name),
      ...counts.map((key) => String(line[key])),
      line.best === null ? '–' : metricText(line.best),
      line.metric,
      line.method,
      line.createdAt.slice(0, 16).replace('T', ' '),
    ]),
    json: lines,
    csv: { header: Object.keys(lines[0] ?? {}), rows: lines.map((line) => Object.values(line)) },
  }
}
