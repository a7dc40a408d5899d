import type { Dataset } from '@hypersweep/core'
import { mainKernels } from '@hypersweep/runner'
import { leaderboard, query, type SweepRecord, type TrialSummary } from '@hypersweep/sweep'
import { pinCheckpoints } from '../checkpoint-place.ts'
import type { Context, Engine } from '../context.ts'
import { compareEnsembles } from '../ensemble/compare-ensembles.ts'
import { chosenText, comparisonResult } from '../ensemble/comparison-result.ts'
import { errorText } from '../error-text.ts'
import { CliError } from '../errors.ts'
import { counted } from '../view/amounts.ts'
import { leaderboardColumns, usualColumns } from '../view/leaderboard-columns.ts'
import { table } from '../view/table.ts'

export interface Report {
  context: Context
  engine: Engine
  sweep: SweepRecord
  dataset: Dataset
  /** By which other commands find the same store. */
  storeFlags: readonly string[]
}

const SHOWN = 10

/**
 * What came out of a sweep: the best trials, what they are worth together, and where their weights lie.
 *
 * @throws CliError NONE_COMPLETE, exit 1, when no trial is complete
 */
export async function reportSweep(report: Report): Promise<void> {
  const { context, engine, sweep } = report
  const { store } = engine
  await using _pin = await pinCheckpoints(engine, sweep)
  const summaries = await store.summaries(sweep.id)
  const rows = leaderboard(summaries, sweep.spec.metric)
  checkSomeComplete(summaries, sweep)
  const complete = rows.filter((row) => row.state === 'complete').length
  const shown = query(rows, sweep.spec.metric, { state: 'complete', top: SHOWN })
  const columns = leaderboardColumns(usualColumns(shown, sweep.spec.metric), shown)
  const cells = shown.map((row) => columns.map((column) => column.text(row)))
  context.out.write(
    `\n${headText(shown.length, complete, summaries, sweep)}\n\n${table(columns, cells, context.out.columns).text}\n`,
  )
  await reportEnsemble(report, summaries)
  context.out.write(`\n${closingText(report)}`)
}

function headText(shown: number, complete: number, summaries: readonly TrialSummary[], { name }: SweepRecord): string {
  const others = (['failed', 'cancelled'] as const).flatMap((status) => {
    const count = summaries.filter((trial) => trial.state.status === status).length
    return count > 0 ? [`, ${count} ${status}`] : []
  })
  const best = shown < complete ? `, the best ${shown} of them` : ''
  return `${name}: ${counted(complete, 'trial')} complete${others.join('')}${best}`
}

/** An ensemble that cannot be made must not hide what the trials gave. */
async function reportEnsemble(
  { context, engine, sweep, dataset }: Report,
  summaries: readonly TrialSummary[],
): Promise<void> {
  try {
    const { checkpoints } = engine
    const kernels = await mainKernels()
    const where = { checkpoints, sweep, dataset, kernels }
    const made = await compareEnsembles({ ...sweep.spec.ensemble, ...where, summaries })
    const { columns, rows } = comparisonResult(made)
    context.out.write(`\n${chosenText(made, context.out.columns)}\n\n`)
    context.out.write(`${table(columns, rows, context.out.columns).text}\n`)
  } catch (error) {
    context.err.write(`No ensemble: ${errorText(error)}\n`)
  }
}

function closingText({ context, engine, sweep: { name }, storeFlags }: Report): string {
  const command = (...words: string[]) => [context.program, ...words, ...storeFlags].join(' ')
  return `checkpoints  ${engine.checkpoints.place}
all trials   ${command('leaderboard', name)}
keep these   ${command('ensemble', name, '-o', `${name}-ensemble`)}
`
}

/** @throws CliError NONE_COMPLETE, exit 1, when no trial is complete */
export function checkSomeComplete(summaries: readonly TrialSummary[], sweep: SweepRecord): void {
  if (!summaries.some(({ state }) => state.status === 'complete')) throw noneComplete(summaries, sweep)
}

function noneComplete(summaries: readonly TrialSummary[], { name }: SweepRecord): CliError {
  const got = `None of ${counted(summaries.length, 'trial')} of ${name} is complete.`
  const first = summaries.flatMap(({ state }) => (state.status === 'failed' ? [state] : []))[0]
  const cancelled = summaries.filter(({ state }) => state.status === 'cancelled').length
  const facts = [
    ...(first ? [`The first one (${first.reason}): ${first.message}`] : []),
    ...(cancelled > 0 ? [`${cancelled} ${cancelled === 1 ? 'is' : 'are'} cancelled.`] : []),
  ]
  const way = first ? `See hypersweep leaderboard ${name} --state failed` : `To go on: hypersweep resume ${name}`
  return new CliError('NONE_COMPLETE', [got, ...facts].join(' '), way, { exitCode: 1 })
}
