import type { Control, TrialSummary } from '@hypersweep/sweep'
import type { SweepCounts, SweepEvent } from '../schemas/events.ts'
import type { Screen } from '../screen.ts'
import { declinesNews } from '../view/declines-text.ts'
import { jsonText } from '../view/json.ts'
import { epochsOf, type Snapshot, snapshot } from '../view/snapshot.ts'
import { declinesOf } from './declines-of.ts'
import type { Outcome, Progress, ProgressOptions } from './progress.ts'
import { trialEvents } from './trial-events.ts'

export interface JsonProgressOptions extends Omit<ProgressOptions, 'screen' | 'engine'> {
  /** Where people read. */
  screen: Pick<Screen, 'say'>
  /** Where programs read. */
  out: Pick<Screen, 'data'>
  /** Milliseconds since 1970. */
  clock?: () => number
}

type Unstamped<Event = SweepEvent> = Event extends SweepEvent ? Omit<Event, 'v' | 'at' | 'sweep'> : never

/** A line of JSON for whatever happens, for programs; docs/schemas/events.json describes each. */
export function jsonProgress(options: JsonProgressOptions): Progress {
  const { out, screen, store, sweep, total, now = () => performance.now() / 1000, clock = Date.now } = options
  const news = trialEvents({ record: (trial) => store.trial(trial.id), epochs: (trial) => epochsOf(trial, sweep) })
  const startedAt = now()
  let last = snapshot({ sweep, summaries: [], total, records: [], engine: '', pace: {} })
  const neglect = declinesNews()
  let told: Control | undefined
  const tell = ({ event, ...facts }: Unstamped) => {
    const at = new Date(clock()).toISOString()
    out.data(`${jsonText({ v: 1, event, at, sweep: sweep.name, ...facts })}\n`)
  }
  const begin = () => {
    const { method, metric } = sweep.spec
    const facts = { id: sweep.id, method, metric: metric.name, goal: metric.goal }
    tell({ event: 'sweep-started', ...facts, counts: countsOf(last) })
  }
  return {
    async show(summaries: readonly TrialSummary[]) {
      const control = await store.control(sweep.id)
      const declines = await declinesOf(store, sweep, { control, summaries })
      last = snapshot({ sweep, control, summaries, declines, total, records: [], engine: '', pace: {} })
      if (told === undefined) begin()
      if (control !== (told ?? 'run')) tell({ event: 'sweep-control', control })
      told = control
      for (const message of neglect(last.declines)) tell({ event: 'warning', message })
      for (const event of await news(summaries)) tell(event)
    },
    say(line) {
      screen.say(line)
      tell({ event: 'warning', message: line })
    },
    close(outcome) {
      if (told === undefined) begin()
      const { best } = last
      const found = best && { trial: best.number, score: best.score, epoch: best.epoch, params: best.params }
      const end = { outcome, exitCode: exitCodeOf(outcome, last), counts: countsOf(last) }
      tell({ event: 'sweep-ended', ...end, best: found ?? null, seconds: now() - startedAt })
    },
  }
}

function countsOf({ total, waiting, running, complete, failed, cancelled }: Snapshot): SweepCounts {
  return { total, waiting, running: running.length, complete, failed, cancelled }
}

/** As the command will end. */
function exitCodeOf(outcome: Outcome, { complete }: Snapshot): number {
  if (outcome === 'ended') return complete > 0 ? 0 : 1
  return outcome === 'failed' ? 1 : 130
}
