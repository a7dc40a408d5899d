import type { SweepRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context, Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import { freeGarbage } from '../gc/free.ts'
import type { Piece, Why } from '../gc/garbage.ts'
import { knownSweeps } from '../gc/known-sweeps.ts'
import { type GcPlan, type LeftOut, planGc, type SweepGarbage } from '../gc/plan-gc.ts'
import { findSweep } from '../lookup.ts'
import type { GcJson } from '../schemas/gc.ts'
import { type StoreFlags, storeOptions, targetOf, withEngine } from '../store-options.ts'
import { bytesText, counted } from '../view/amounts.ts'
import { askFirst } from './ask-first.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

interface GcFlags extends StoreFlags, ResultFlags {
  dryRun?: boolean
  yes?: boolean
  unknown?: boolean
}

export function gcCommand(context: Context): Command {
  const command = new Command('gc')
    .description('free the room of checkpoints that nobody needs any more')
    .argument('[sweeps...]', 'names of sweeps (default: all)')
    .option('--dry-run', 'say what may go, and free nothing')
    .option('-y, --yes', 'do not ask')
    .option('--unknown', 'also all checkpoints of sweeps that no store in --dir, nor the one of --redis, knows')
    .addHelpText('after', EXPLANATION)
    .action((names: string[], flags: GcFlags) =>
      withEngine(flags, context, async (engine) => {
        const plan = await planOf(engine, names, flags, context)
        const isTable = flags.format === 'table'
        if (isTable && plan.garbage.length > 0) await writePlan(plan, flags, context)
        context.err.write(leftText(plan.left))
        const freed = flags.dryRun ? [] : await freeAsAsked(engine, plan, flags, context)
        if (!isTable) await writePlan(plan, flags, context, freed)
        context.err.write(endText(plan, freed, flags))
      }),
    )
  return formatOption(storeOptions(command))
}

const EXPLANATION = `
What may go:
  given up       weights of complete trials beyond the best (checkpoints.top_k)
  superseded     checkpoints that later ones of their trial have made needless
  set aside      what was no whole checkpoint, kept for a person to look at
  abandoned      what processes were writing when they died
  unknown sweep  all files of sweeps that are in no store here; only with
                 --unknown, since a Redis that is not named may know them

A sweep that a run works on, whose trials run, or that another process reads is
left out. Results, curves and what an ensemble has copied stay in any case.

Examples:
  hypersweep gc --dry-run
  hypersweep gc demo --yes
  hypersweep gc --unknown --redis redis://10.0.0.5:6379`

async function planOf(engine: Engine, names: readonly string[], flags: GcFlags, context: Context): Promise<GcPlan> {
  const { unknown: mayFreeUnknown = false } = flags
  if (names.length > 0 && mayFreeUnknown) {
    throw new CliError('GC_WHICH', 'Sweeps are named beside --unknown.', 'Leave the one or the other out.')
  }
  if (names.length === 0) {
    const known = await knownSweeps(engine, targetOf(flags, context), context)
    return planGc({ engine, sweeps: await engine.store.sweeps(), known, mayFreeUnknown })
  }
  const sweeps: SweepRecord[] = []
  for (const name of new Set(names)) sweeps.push(await findSweep(engine, name))
  const plan = await planGc({ engine, sweeps, mayFreeUnknown })
  const [busy] = plan.left
  if (busy === undefined) return plan
  throw new CliError('SWEEP_RUNS', `${busy.name} is left alone: ${busy.why}.`, 'Try again when that has ended.')
}

/** @returns what went */
async function freeAsAsked(engine: Engine, plan: GcPlan, flags: GcFlags, context: Context): Promise<Piece[]> {
  const pieces = plan.garbage.flatMap((one) => one.pieces)
  if (pieces.length === 0) return []
  if (!flags.yes) await askFirst(context, `Free ${amountText(pieces)}?`)
  return freeGarbage(engine, plan.garbage)
}

function amountText(pieces: readonly Piece[]): string {
  return `${counted(pieces.length, 'file')}, ${bytesText(bytesOf(pieces))}`
}

function bytesOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes, 0)
}

function leftText(left: readonly LeftOut[]): string {
  return left
    .map(({ id, name, why, pieces = [] }) => {
      if (name !== undefined) return `${name} is left out: ${why}.\n`
      const kept = `${amountText(pieces)} of a sweep ${id} that no store here knows`
      return why === 'unknown sweep'
        ? `${kept} are left: --unknown frees them.\n`
        : `${kept} are left: they were written to within the hour.\n`
    })
    .join('')
}

function endText({ garbage }: GcPlan, freed: readonly Piece[], { dryRun }: GcFlags): string {
  const pieces = garbage.flatMap((one) => one.pieces)
  if (pieces.length === 0) return 'There is nothing to free.\n'
  if (dryRun) return `${amountText(pieces)} may go; nothing is freed.\n`
  const rest = pieces.length - freed.length
  const kept = rest === 0 ? '' : ` ${counted(rest, 'file')} came into use meanwhile, and stay.`
  return `${amountText(freed)} freed.${kept}\n`
}

async function writePlan(plan: GcPlan, flags: GcFlags, context: Context, freed: readonly Piece[] = []): Promise<void> {
  const lines = plan.garbage.flatMap(linesOf)
  const json: GcJson = {
    garbage: lines.map(({ sweep, ...line }) => ({ sweep: sweep ?? null, ...line })),
    left: plan.left.map(({ id, name, why }) => ({ sweep: name ?? null, id, why })),
    freed: { files: freed.length, bytes: bytesOf(freed) },
  }
  const right = { align: 'right' as const }
  await writeResult(
    {
      columns: [
        { header: 'sweep', cuttable: true },
        { header: 'why' },
        { header: 'files', ...right },
        { header: 'room', ...right },
      ],
      rows: lines.map(({ id, sweep, why, files, bytes }) => [sweep ?? `(${id})`, why, String(files), bytesText(bytes)]),
      json,
      csv: {
        header: ['sweep', 'id', 'why', 'files', 'bytes'],
        rows: lines.map(({ id, sweep, why, files, bytes }) => [sweep, id, why, files, bytes]),
      },
    },
    flags,
    context,
  )
}

function linesOf({ id, sweep, pieces }: SweepGarbage) {
  const reasons: readonly Why[] = ['given up', 'superseded', 'set aside', 'abandoned', 'unknown sweep']
  return reasons.flatMap((why) => {
    const some = pieces.filter((piece) => piece.why === why)
    return some.length === 0 ? [] : [{ id, sweep: sweep?.name, why, files: some.length, bytes: bytesOf(some) }]
  })
}
