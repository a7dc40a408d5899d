import type { Control, Decline, FailReason, SweepRecord, TrialRecord } from '@hypersweep/sweep'
import { Command } from 'commander'
import type { Context, Engine } from '../context.ts'
import { findSweep, findTrial, isWorkedOn } from '../lookup.ts'
import { declinesOf } from '../progress/declines-of.ts'
import type { ExplainedTrialJson } from '../schemas/trial.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { counted, metricText } from '../view/amounts.ts'
import { declinesText } from '../view/declines-text.ts'
import { printable } from '../view/printable.ts'
import { formatOption, type ResultFlags, writeResult } from './result-options.ts'

export function trialWhyCommand(context: Context): Command {
  const command = new Command('why')
    .description('why a trial stands where it stands, and what to do about it')
    .argument('<sweep>', 'name of a sweep')
    .argument('<number>', 'number of a trial')
    .addHelpText('after', '\nExample:\n  hypersweep trial why demo 17')
    .action((name: string, number: string, flags: StoreFlags & ResultFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        const trial = await findTrial(engine, sweep, number)
        const { store } = engine
        const control = await store.control(sweep.id)
        const summaries = trial.state.status === 'waiting' ? await store.summaries(sweep.id) : []
        const declines = await declinesOf(store, sweep, { control, summaries })
        const { state, setback = null } = trial
        const [why, advice] = explanation({ engine, sweep, trial, control, declines })
        const reason = state.status === 'failed' ? state.reason : null
        const json: ExplainedTrialJson = {
          sweep: name,
          number: trial.number,
          state: state.status,
          reason,
          why,
          setback,
          advice,
        }
        const lines = [
          `${name}, trial ${trial.number}: ${state.status}${reason === null ? '' : ` (${reason})`}`,
          why,
          ...(setback === null || state.status === 'complete' ? [] : [`Its last setback: ${setback}`]),
          ...(advice === null ? [] : [advice]),
        ]
        if (flags.format === 'table') context.out.write(lines.map((line) => `${printable(line)}\n`).join(''))
        else await writeResult({ columns: [], rows: [], json, csv: csvOf(json) }, flags, context)
      }),
    )
  return formatOption(storeOptions(command))
}

function csvOf(json: ExplainedTrialJson) {
  return { header: Object.keys(json), rows: [Object.values(json)] }
}

interface Asked {
  engine: Engine
  sweep: SweepRecord
  trial: TrialRecord
  control: Control
  declines: readonly Decline[]
}

type Explanation = readonly [why: string, advice: string | null]

function explanation(asked: Asked): Explanation {
  const { sweep, trial } = asked
  const { state } = trial
  const { metric } = sweep.spec
  switch (state.status) {
    case 'complete': {
      const { best } = state
      const scored = `${metric.name} ${metricText(best.score)} at epoch ${best.epoch}`
      return [`It came to its end after ${counted(trial.epoch, 'epoch')}; what scores it is ${scored}.`, null]
    }
    case 'failed': {
      const [what, advice] = FAILURES[state.reason]
      return [`${what} ${sentence(state.message)}`, advice(`${sweep.name} ${trial.number}`)]
    }
    case 'cancelled':
      return [`Its sweep was held ${soFar(trial)}.`, `To let it go on: hypersweep resume ${sweep.name}`]
    case 'running':
      return [`${state.worker} trains it, as attempt ${trial.claims}, ${soFar(trial)}.`, null]
    case 'waiting':
      return waiting(asked)
  }
}

function waiting({ engine, sweep, trial, control, declines }: Asked): Explanation {
  const before = trial.claims === 0 ? 'Nobody has taken it yet.' : `It was given back ${soFar(trial)}.`
  if (control === 'pause') return [`${before} Its sweep is paused.`, `To go on: hypersweep resume ${sweep.name}`]
  if (declines.length > 0) {
    const { what, details } = declinesText(sweep, declines)
    return [`${before} It waits: ${what}.`, details.join('; ')]
  }
  if (engine.isPrivate && !isWorkedOn(engine, sweep)) {
    return [`${before} No run works on its sweep.`, 'To go on: hypersweep run with its file.']
  }
  return [`${before} It is taken when a thread is free that has its data.`, null]
}

function soFar({ epoch }: TrialRecord): string {
  return epoch === 0 ? 'before its first epoch' : `after epoch ${epoch}`
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

const retry = (trial: string) => `When that is mended: hypersweep trial retry ${trial}`

/** What each failure is, and what helps; `trial` is the sweep's name and the number. */
const FAILURES: Readonly<Record<FailReason, readonly [what: string, advice: (trial: string) => string]>> = {
  invalid: [
    'Its parameters make no network that can be trained on this data:',
    () =>
      'Another try would end alike. Leave the value out of its axis, or mend the layers, in a sweep of another name.',
  ],
  diverged: [
    'Its loss was no longer finite:',
    () => 'Another try has the same bits. A smaller learning_rate or clip_norm in training keeps such a trial finite.',
  ],
  error: ['Each of its attempts ended in an error:', retry],
  timeout: [
    'It took longer than the limits of its sweep allow:',
    (trial) =>
      `Where the machine was slow: hypersweep trial retry ${trial}. Else raise limits in a sweep of another name.`,
  ],
  memory: [
    'It needs more memory than its worker may take, also alone:',
    (trial) => `With more (--memory, or another machine): hypersweep trial retry ${trial}`,
  ],
  mismatch: [
    'Two attempts had other values for one epoch:',
    (trial) =>
      `One of the two machines computes wrongly: hypersweep doctor on each, then hypersweep trial retry ${trial}`,
  ],
  quarantined: ['Each process that trained it died:', retry],
}
