import { Command } from 'commander'
import { statusJson, sweepStatus } from '../answers/sweep-status.ts'
import type { Context, Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import { findSweep, isWorkedOn } from '../lookup.ts'
import { watchSweep } from '../run/watch-sweep.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { counted } from '../view/amounts.ts'
import { liveScreen } from '../view/live-screen.ts'
import type { Snapshot } from '../view/snapshot.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

export function statusCommand(context: Context): Command {
  const command = new Command('status')
    .description('how far a sweep is, and what runs now')
    .argument('<sweep>', 'name of a sweep')
    .option('--watch', 'stay and show it live, until it has ended; Ctrl-C ends only the watching')
    .option('--json', 'with --watch: tell programs what happens, one JSON object a line')
    .addHelpText('after', EXAMPLES)
    .action((name: string, flags: StatusFlags) => {
      checkFlags(flags)
      return withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        if (flags.watch) return watchSweep({ context, engine, sweep, isJson: flags.json ?? false })
        const shot = await sweepStatus(engine, sweep)
        if (flags.format !== 'table') return writeStatus(shot, flags, context)
        const columns = Math.min(100, context.out.columns)
        context.out.write(`${liveScreen(shot, { columns, rows: Infinity }, context.out.paint).join('\n')}\n`)
        const note = adviceText(shot, engine, isWorkedOn(engine, sweep))
        if (note) context.err.write(`${note}\n`)
      })
    })
  return formatOption(storeOptions(command))
}

interface StatusFlags extends StoreFlags, ResultFlags {
  watch?: boolean
  json?: boolean
}

const EXAMPLES = `
Examples:
  hypersweep status demo
  hypersweep status demo --watch
  hypersweep status demo --watch --json | jq 'select(.event == "trial-ended")'

With --watch the exit code is that of the run: 0 when every trial has ended and one is complete, 1 when none is.`

function checkFlags({ watch = false, json = false, format }: StatusFlags): void {
  if (json && !watch) {
    const needed = 'Use status -f json for one look, or --watch --json for all that happens.'
    throw new CliError('STATUS_JSON', 'status --json is what --watch tells programs.', needed)
  }
  if (watch && format !== 'table') {
    throw new CliError('STATUS_FORMAT', `status --watch has no form ${format}.`, 'Use --watch --json for programs.')
  }
}

function adviceText(shot: Snapshot, { isPrivate }: Engine, isRun: boolean): string {
  const { waiting, running, failed, cancelled, control, name } = shot
  const open = waiting + running.length
  if (control !== 'run' && open + cancelled > 0) return `To let its trials go on: hypersweep resume ${name}`
  if (open > 0 && isPrivate && !isRun)
    return `${counted(open, 'trial')} left, and no run works on them. To go on: hypersweep run with its file.`
  return failed > 0 ? `${counted(failed, 'trial')} failed: hypersweep leaderboard ${name} --state failed` : ''
}

async function writeStatus(shot: Snapshot, flags: ResultFlags, context: Context): Promise<void> {
  const json = statusJson(shot)
  const { declines: _, runningTrials: __, ...line } = json
  const csv = { header: Object.keys(line), rows: [Object.values(line)] }
  await writeResult({ columns: [], rows: [], json, csv }, flags, context)
}
