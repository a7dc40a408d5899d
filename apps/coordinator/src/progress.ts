import type { Control, SweepRecord, SweepStore, TrialRecord, TrialSummary } from '@hypersweep/sweep'
import type { Screen } from './screen.ts'
import { controlState } from './view/control-text.ts'
import { liveScreen } from './view/live-screen.ts'
import { paceMeter } from './view/pace.ts'
import { endedLines, retryLines } from './view/plain-lines.ts'
import { snapshot } from './view/snapshot.ts'

export interface ProgressOptions {
  screen: Screen
  store: SweepStore
  sweep: SweepRecord
  total: number
  /** What trains, asked each time: `2 threads`. */
  engine: () => string
  /** Seconds on a clock that never goes back. */
  now?: () => number
}

export interface Progress {
  show(summaries: readonly TrialSummary[]): Promise<void>
  /** A line that stays. */
  say(line: string): void
  /** Leaves the last screen where it is. */
  close(): void
}

const CURVES = 16

/** Shows a sweep while it runs: one repainted screen on a terminal, else one line per trial that ended. */
export function progress(options: ProgressOptions): Progress {
  const { screen, store, sweep, total, engine, now = () => performance.now() / 1000 } = options
  const pace = paceMeter(sweep, total)
  const ended = endedLines()
  const retries = retryLines()
  let last: readonly string[] = []
  let told: Control = 'run'
  return {
    async show(summaries) {
      const records = screen.canRepaint ? await runningRecords(store, summaries) : []
      const control = await store.control(sweep.id)
      const shot = snapshot({
        sweep,
        control,
        summaries,
        total,
        records,
        engine: engine(),
        pace: pace(summaries, now()),
      })
      const news = ended(summaries, shot)
      if (control !== told) screen.say(controlLine(control, sweep))
      told = control
      for (const line of [...retries(summaries), ...(screen.canRepaint ? [] : news)]) screen.say(line)
      if (!screen.canRepaint) return
      last = liveScreen(shot, screen, screen.paint)
      screen.repaint(last)
    },
    say(line) {
      screen.say(line)
      if (last.length > 0) screen.repaint(last)
    },
    close() {
      if (last.length > 0) screen.settle()
    },
  }
}

async function runningRecords(store: SweepStore, summaries: readonly TrialSummary[]): Promise<TrialRecord[]> {
  const running = summaries.filter((trial) => trial.state.status === 'running').slice(0, CURVES)
  const records = await Promise.all(running.map((trial) => store.trial(trial.id)))
  return records.filter((record) => record !== undefined)
}

function controlLine(control: Control, { name }: SweepRecord): string {
  const way = `To take that back: hypersweep resume ${name}`
  return control === 'run' ? `${name} goes on.` : `${name} is ${controlState(control)}. ${way}`
}
